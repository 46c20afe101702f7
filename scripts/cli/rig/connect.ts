// Opens the rig for the command line: finds its port, greets it, and says in plain words why that does not work.

import { access, readdir } from 'node:fs/promises'
import { listConverters } from '#device/bolt/converters.ts'
import { dialAddress } from '#device/bolt/dial.ts'
import type { Misfit } from '#device/bolt/firmware.ts'
import { type Loss, Session } from '#device/bolt/session.ts'
import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { fault, type SpokenError, usage } from '../spoken.ts'

/** udev's name for it. */
export const RIG_PORT = '/dev/hausrecht-rig'

/** udev's folder of all boards that could be it, where there is more than one. */
const RIG_PORTS = '/dev/hausrecht-rigs'

/**
 * Which port, when none was typed: udev's name, else the only board there is. Pure.
 * @param boards everything that could be it
 * @throws SpokenError `rig_ports_none`, `rig_ports_several`
 */
export const choosePort = (named: boolean, boards: readonly string[]): string => {
  if (boards.length > 1) throw usage('rig_ports_several', { ports: boards.join(', ') })
  const only = named ? RIG_PORT : boards[0]
  if (only === undefined) throw usage('rig_ports_none')
  return only
}

/**
 * @param folder udev's, of all boards; another one for tests
 * @throws SpokenError as `choosePort`: udev's link is a board's name only where there is one board
 */
export const findPort = async (typed: string | undefined, folder: string = RIG_PORTS): Promise<string> => {
  if (typed !== undefined && typed !== RIG_PORT) return typed
  const named = await access(RIG_PORT).then(
    () => true,
    () => false,
  )
  const known = (await readdir(folder).catch(() => [])).sort().map((name) => `${folder}/${name}`)
  if (typed !== undefined) return choosePort(true, known)
  return choosePort(named, known.length > 0 || named ? known : await listConverters())
}

/** serialport tells only in words; these come from the system. */
const unopened = (port: string, detail: string, cause: unknown): SpokenError => {
  if (/cannot lock|temporarily unavailable|busy/i.test(detail)) return fault('rig_held', { port }, cause)
  if (/permission denied|EACCES|not permitted/i.test(detail)) return fault('rig_no_right', { port }, cause)
  if (/no such file|ENOENT|no such device|ENXIO|ECONNREFUSED/i.test(detail))
    return fault('rig_port_absent', { port }, cause)
  return fault('rig_port_unopened', { port, detail }, cause)
}

/**
 * A session after its handshake, or why the board is not to be worked with.
 * @throws SpokenError when the port does not open
 */
export const greet = async (
  port: string,
  clock: Clock,
  takes: (misfit: Misfit) => boolean,
): Promise<Session | Loss> => {
  try {
    const session = new Session(await dialAddress(port)(), clock, takes)
    return (await session.handshake()) ?? session
  } catch (cause) {
    if (!(cause instanceof HausrechtError)) throw cause
    if (cause.code === 'rig_unreachable') throw unopened(port, cause.message, cause)
    throw cause
  }
}
