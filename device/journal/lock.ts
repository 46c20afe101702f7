// One writer a journal: two programs appending to the same chain would fork it. The lock is a link that leads nowhere
// and names its holder: there whole or not at all, without a block of its own, so that a full disk cannot keep a door
// down. One left behind by a killed program is taken over. Whose it is, its text alone tells: ext4 gives a link's number
// again at once, and its times go by ticks of milliseconds.

import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync, unlinkSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
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
    const holder = holderIn(seen ?? fileText(path))
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
  const own = freshText()
  try {
    await symlink(own, path)
    return lockOf(path, own)
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

const lockOf = (path: string, own: string): Lock => {
  const held = (): boolean => identity(path) === own
  return {
    held,
    release: async () => {
      if (held()) unlinkSync(path)
    },
  }
}

/** Which link this is. Undefined: none. */
const identity = (path: string): string | undefined => {
  try {
    return readlinkSync(path, 'latin1')
  } catch {
    return undefined
  }
}

/**
 * Of this process and of this one taking: no two are the same.
 * Shorter than 60 bytes: ext4 then keeps it in the link's inode.
 */
const freshText = (): string =>
  [process.pid, bootId() ?? '', startOf(process.pid) ?? '', randomBytes(4).toString('base64url')].join(':')

/** The version before wrote a file, and may still be running: for one version. */
const fileText = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

const LINK = /^([1-9]\d{0,9}):([0-9a-f]{32}|):(\d{1,20}|)(?::[\w-]{6})?$/
const FILE = /^\{"pid":([1-9]\d{0,9}),"started":"([0-9a-f-]{36}|) ?(\d{1,20}|)"\}$/

/** @returns undefined for what is no lock */
const holderIn = (text: string): Holder | undefined => {
  const [, pid, boot = '', start = ''] = LINK.exec(text) ?? FILE.exec(text) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), boot: boot.replaceAll('-', ''), start }
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
