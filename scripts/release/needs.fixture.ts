// Tests that need programs of the system: run where they are, skipped with the reason where not.

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Test } from 'uvu'

const isThere = (program: string): boolean =>
  `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

export const programs = (names: readonly string[]) => {
  const missing = names.filter((name) => !isThere(name))
  return {
    missing,
    run: (test: Test, name: string, body: () => Promise<void>): void => {
      if (missing.length === 0) test(name, body)
      // It needs programs that are not there.
      else test.skip(`${name} (needs ${missing.join(', ')})`, body)
    },
  }
}
