// One writer a journal: two programs appending to the same chain would fork it. The lock is a link that leads nowhere
// and names its holder: there whole or not at all, without a block of its own, so that a full disk cannot keep a door
// down. One left behind by a killed program is taken over.

import { lstatSync, readFileSync, unlinkSync } from 'node:fs'
import { readlink, symlink, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'

/** Where the system does not tell, boot and start are empty. */
interface Holder {
  readonly pid: number
  /** Id of the boot it runs in. */
  readonly boot: string
  /** Start time within that boot, in clock ticks. */
  readonly start: string
}

export interface Lock {
  /** Is it still this holder's? Asked before each write, since a file can be deleted by anybody. */
  held(): boolean
  release(): Promise<void>
}

/**
 * Takes the folder's lock.
 * @throws HausrechtError `journal_locked` while a living program holds it, `journal_failed`
 */
export const lockFolder = async (folder: string): Promise<Lock> => {
  const path = join(folder, 'journal.lock')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const lock = await take(path)
    if (lock) return lock
    const seen = identity(path)
    const holder = await readHolder(path)
    if (holder && isAlive(holder)) {
      throw new HausrechtError(
        'journal_locked',
        `Process ${holder.pid} writes the journal in ${folder} already: stop it first`,
      )
    }
    drop(path, seen)
  }
  throw new HausrechtError('journal_locked', `Another program is taking the journal in ${folder}: look which one runs`)
}

const take = async (path: string): Promise<Lock | undefined> => {
  try {
    await symlink(textOf(ownHolder()), path)
    return lockOf(path, identity(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw new HausrechtError('journal_failed', `Cannot make ${path}: check the disk and who owns the folder`, {
      cause: error,
    })
  }
}

/** Left behind: unless it is another one by now, of somebody who was faster. */
const drop = (path: string, seen: string | undefined): void => {
  try {
    if (identity(path) === seen) unlinkSync(path)
  } catch {
    // Gone, or not to be had: the next try tells.
  }
}

const lockOf = (path: string, own: string | undefined): Lock => {
  const held = (): boolean => own !== undefined && identity(path) === own
  return {
    held,
    release: async () => {
      if (held()) await unlink(path)
    },
  }
}

/** Which link this is: a number may be given again as soon as one is gone, a time with it hardly. */
const identity = (path: string): string | undefined => {
  const found = lstatSync(path, { throwIfNoEntry: false, bigint: true })
  return found && `${found.ino} ${found.mtimeNs}`
}

const ownHolder = (): Holder => ({ pid: process.pid, boot: bootId() ?? '', start: startOf(process.pid) ?? '' })

/** Shorter than 60 bytes: ext4 then keeps it in the link's inode. */
const textOf = ({ pid, boot, start }: Holder): string => `${pid}:${boot}:${start}`

/** @returns undefined for what is no lock, such as half a file of an earlier version's */
const readHolder = async (path: string): Promise<Holder | undefined> => {
  const text = await readlink(path).catch(() => '')
  const [, pid, boot = '', start = ''] = /^([1-9]\d{0,9}):([0-9a-f]{32}|):(\d{1,20}|)$/.exec(text) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), boot, start }
}

/** Process ids are used again, start times within one boot are not. */
const isAlive = ({ pid, boot, start }: Holder): boolean => {
  // After a power cut the id may be that of a process whose start time is hidden from us.
  if (boot !== '' && boot !== (bootId() ?? boot)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = startOf(pid)
  return now === undefined || start === '' || now === start
}

const bootId = (): string | undefined => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().replaceAll('-', '')
  } catch {
    return undefined
  }
}

/** Where the system tells (proc(5): field 22, after the name in brackets). */
const startOf = (pid: number): string | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
