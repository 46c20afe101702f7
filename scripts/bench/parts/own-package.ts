// The door's package for this machine, made once for all benches that one process runs.

import { rmSync } from 'node:fs'
import { type Unpacked, unpackPackage } from '../../package/packaged.fixture.ts'

let made: Promise<Unpacked> | undefined

const make = async (): Promise<Unpacked> => {
  const own = await unpackPackage('device')
  process.once('exit', () => rmSync(own.folder, { recursive: true, force: true }))
  return own
}

/** To be read only; it goes with the process. */
export const ownPackage = (): Promise<Unpacked> => {
  made ??= make()
  return made
}
