// Fills a mounted disk to the last byte that can be had, as a card is full.

import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const fillerIn = (disk: string): string => join(disk, 'filler')

/** Writes until nothing is taken any more. @throws what the disk says, other than that it is full */
export const fillDisk = (disk: string): void => {
  const { bfree, bsize } = statfsSync(disk)
  const file = openSync(fillerIn(disk), 'w')
  try {
    try {
      execFileSync('fallocate', ['--length', String(bfree * bsize), fillerIn(disk)], { stdio: 'ignore' })
    } catch {
      // Some of it is kept for the file system's own.
    }
    for (let at = bfree * bsize; ; at += bsize) writeSync(file, new Uint8Array(bsize), 0, bsize, at)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

export const makeRoom = (disk: string): void => rmSync(fillerIn(disk))
