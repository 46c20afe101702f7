// One writer a journal: two programs appending to the same chain would fork it. The lock names its holder, so
// that one left behind by a killed program is taken over.

import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { HausrechtError } from '#protocol/fault.ts'

const HolderSchema = z.strictObject({ pid: z.int().min(1), started: z.string().max(120) })

export interface Lock {
  /** Is it still this holder's? Asked before each write, since a file can be deleted by anybody. */
  held(): boolean
  release(): Promise<void>
}

/**
 * Takes the folder's lock.
 * @throws HausrechtError `journal_locked` while a living program holds it
 */
export const lockFolder = async (folder: string): Promise<Lock> => {
  const path = join(folder, 'journal.lock')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const lock = await take(path)
    if (lock) return lock
    const holder = await readHolder(path)
    if (holder && isAlive(holder)) {
      throw new HausrechtError(
        'journal_locked',
        `Process ${holder.pid} writes the journal in ${folder} already: stop it first`,
      )
    }
    await unlink(path).catch(() => undefined)
  }
  throw new HausrechtError('journal_locked', `Another program is taking the journal in ${folder}: look which one runs`)
}

/** Linked into place whole: nobody ever reads half a lock and takes it for a left-over. */
const take = async (path: string): Promise<Lock | undefined> => {
  const own = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(own, JSON.stringify({ pid: process.pid, started: startedAt(process.pid) ?? '' }), { mode: 0o600 })
    await link(own, path)
    return lockOf(path, identity(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw new HausrechtError('journal_failed', `Cannot write ${path}: check the disk and who owns the folder`, {
      cause: error,
    })
  } finally {
    await unlink(own).catch(() => undefined)
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

/** Which file this is: a number may be given again as soon as a file is gone, a time with it hardly. */
const identity = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found && `${found.ino} ${found.mtimeNs}`
}

const readHolder = async (path: string): Promise<z.infer<typeof HolderSchema> | undefined> => {
  try {
    const parsed = HolderSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Process ids are used again, start times within one boot are not. */
const isAlive = ({ pid, started }: z.infer<typeof HolderSchema>): boolean => {
  // After a power cut the id may be that of a process whose start time is hidden from us.
  const [boot = ''] = started.split(' ')
  if (boot !== '' && boot !== (bootId() ?? boot)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = startedAt(pid)
  return now === undefined || started === '' || now === started
}

const bootId = (): string | undefined => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return undefined
  }
}

/** Boot and start time of a process, where the system tells (proc(5): field 22, after the name in brackets). */
const startedAt = (pid: number): string | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return `${bootId() ?? ''} ${text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
  } catch {
    return undefined
  }
}
