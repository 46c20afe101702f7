// A file that nobody else may read, written once and whole: keys of the bridge, and secrets it was given.

import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'

/**
 * @returns undefined when there is none
 * @throws HausrechtError `key_exposed` when others may read it, `key_failed`
 */
export const readPrivateFile = (file: string): string | undefined =>
  trying(file, () => {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat === undefined) return undefined
    if ((stat.mode & 0o077) === 0) return readFileSync(file, 'utf8')
    throw new HausrechtError('key_exposed', `Others may read ${file}: make it private (chmod 600)`)
  })

/**
 * Whole or not at all, durable, and never over one that is there.
 * @throws HausrechtError `key_failed`
 */
export const writePrivateFile = (file: string, text: string): void =>
  trying(file, () => {
    const folder = dirname(file)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const fresh = join(folder, `.${freshId()}.tmp`)
    const handle = openSync(fresh, 'wx', 0o600)
    try {
      writeSync(handle, text)
      fsyncSync(handle)
      linkSync(fresh, file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    } finally {
      closeSync(handle)
      rmSync(fresh, { force: true })
    }
    const entry = openSync(folder, 'r')
    fsyncSync(entry)
    closeSync(entry)
  })

const trying = <Result>(file: string, work: () => Result): Result => {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof HausrechtError) throw cause
    const next = 'check the rights on its folder'
    throw new HausrechtError('key_failed', `The key file ${file} cannot be used: ${next}`, { cause })
  }
}
