// Secrets of an object store, each alone in a file that nobody else may read.

import { readFileSync, statSync } from 'node:fs'
import { HausrechtError } from '#protocol/fault.ts'

/**
 * @param name the key of the settings, for messages
 * @throws HausrechtError `secret_unreadable`, `secret_exposed`
 */
export const readSecret = (name: string, file: string): string => {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new HausrechtError('secret_unreadable', `${file} (${name}) cannot be read`, { cause })
  }
  if (text === '') throw new HausrechtError('secret_unreadable', `${file} (${name}) is empty`)
  // A group of its own for such keys is usual.
  if ((statSync(file).mode & 0o007) === 0) return text
  throw new HausrechtError('secret_exposed', `Others may read ${file} (${name}): make it private (chmod 600)`)
}
