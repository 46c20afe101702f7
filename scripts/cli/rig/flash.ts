// rig flash: looks first, locks, writes by avrdude, looks again. Owns that order.

import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Firmware, showFirmware, variantOf } from '#device/bolt/firmware.ts'
import { type Loss, Session } from '#device/bolt/session.ts'
import { systemClock } from '#device/clock/system.ts'
import type { BoltState, Variant } from '#hardware/contract/rig.ts'
import type { Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import type { Context } from '../context.ts'
import { done, type Outcome } from '../outcome.ts'
import { fault, SpokenError, usage } from '../spoken.ts'
import { BAUDS, type Write, type Written, writeFlash } from './avrdude.ts'
import { openBench } from './bench.ts'
import { findPort, greet } from './connect.ts'
import { type Image, readImage } from './image.ts'
import { good, last } from './part.ts'
import type { Person } from './person.ts'
import { against, type FlashWish, type Found, missing, variantFor } from './plan.ts'
import { runService } from './service.ts'
import { stagesOf } from './stages.ts'

/** Attempts of the rig to get home, and a little. */
const HOME_WITHIN = seconds(10)
/** A port that was just let go of, or plugged in, may take a moment. */
const PORT_EACH = millis(300)
const PORT_TRIES = 12
const PASSING = ['rig_port_absent', 'rig_held', 'rig_port_unopened']

export interface FlashTyped {
  readonly port: string | undefined
  readonly variant: string | undefined
  readonly hex: string | undefined
  readonly service: string | undefined
  readonly older: boolean
  readonly anyway: boolean
  readonly unlocked: boolean
}

/** Bundled, the images lie beside the program; else where they were built. */
export const imagePath = async (variant: Variant): Promise<string> => {
  const name = `rig-${variant}.hex`
  const bundled = fileURLToPath(new URL(`firmware/${name}`, import.meta.url))
  const isThere = await access(bundled).then(
    () => true,
    () => false,
  )
  return isThere ? bundled : fileURLToPath(new URL(`../../../hardware/firmware/${name}`, import.meta.url))
}

const readVariant = (typed: string | undefined): Variant | undefined => {
  if (typed === undefined || typed === 'servo' || typed === 'relay') return typed
  throw usage('flash_variant_unknown', { variant: typed.slice(0, 20) })
}

/** Tells it to lock, and measures. Firmware of another major speaks otherwise: then nothing is known. */
const lockedState = async (session: Session, firmware: Firmware, clock: Clock): Promise<BoltState | undefined> => {
  try {
    const bench = await openBench(session, clock, variantOf(firmware.name) ?? 'servo')
    let bolt: BoltState = bench.newest.bolt
    await bench.perform({
      deeds: [{ do: 'lock' }],
      within: HOME_WITHIN,
      look: (seen) => {
        bolt = last(seen).bolt
        return seen.statuses.length > 0 && bolt === 'home' && last(seen).drive === 'idle' ? good() : undefined
      },
      late: () => good(),
    })
    return bolt
  } catch (cause) {
    if (cause instanceof SpokenError) return undefined
    throw cause
  }
}

/** What is there, locked as far as it can be. @throws SpokenError when the port does not open */
const look = async (port: string, clock: Clock): Promise<Found> => {
  const session: Session | Loss = await greet(port, clock, () => true)
  if (!(session instanceof Session)) return { firmware: undefined, bolt: undefined }
  try {
    const { found } = session
    const isOurs = found !== undefined && variantOf(found.name) !== undefined
    return { firmware: found, bolt: isOurs ? await lockedState(session, found, clock) : undefined }
  } finally {
    session.close()
  }
}

const pause = (clock: Clock): Promise<void> => new Promise((over) => clock.after(PORT_EACH, over))

/** After the writing: the board starts anew, and its port may be gone for a moment. */
const lookAgain = async (port: string, clock: Clock): Promise<Found> => {
  for (let left = PORT_TRIES; ; left--) {
    try {
      return await look(port, clock)
    } catch (cause) {
      if (left <= 1 || !(cause instanceof SpokenError && PASSING.includes(cause.code))) throw cause
    }
    await pause(clock)
  }
}

const opened = async (order: Write, baud: number, clock: Clock): Promise<Exclude<Written, 'unopened'>> => {
  for (let left = PORT_TRIES; left > 0; left--) {
    const written = await writeFlash(order, baud)
    if (written !== 'unopened') return written
    await pause(clock)
  }
  return fault('rig_port_absent', { port: order.port })
}

const write = async ({ say, tell }: Context, order: Write, clock: Clock): Promise<void> => {
  for (const baud of BAUDS) {
    const written = await opened(order, baud, clock)
    if (written === 'written') return
    if (written !== 'not_in_sync') throw written
    if (baud !== BAUDS.at(-1)) tell(say('flash_slower', { baud }), { flash: 'slower', baud })
  }
  throw fault('flash_no_boot_loader', { port: order.port })
}

/** In stages, as avrdude wants them: in files. */
const writeStaged = async (
  context: Context,
  image: Image,
  order: Omit<Write, 'hexes'>,
  clock: Clock,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-hex-'))
  const hexes = [join(folder, 'held.hex'), join(folder, 'first.hex')] as const
  try {
    const { held, first } = stagesOf(image.bytes)
    await writeFile(hexes[0], held)
    await writeFile(hexes[1], first)
    await write(context, { ...order, hexes }, clock)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const chooseImage = async ({ folder }: Context, typed: FlashTyped, found: Found): Promise<Image> => {
  if (typed.hex !== undefined) return readImage(resolve(folder, typed.hex))
  const variant = variantFor(found.firmware, readVariant(typed.variant))
  if (!variant) throw fault('flash_no_variant')
  return readImage(await imagePath(variant))
}

/** What nothing of ours is known of is written over only when somebody says so. @throws SpokenError */
const holdAgainst = async (
  { say, tell }: Context,
  image: Image,
  found: Found,
  wish: FlashWish,
  person: Person | undefined,
): Promise<void> => {
  const refusal = against(image, found, wish)
  if (!refusal) return
  if (refusal.code !== 'flash_strange' || !person) throw refusal
  const firmware = found.firmware ? showFirmware(found.firmware) : '–'
  tell(say('flash_strange_found', { firmware }), { flash: 'strange', firmware })
  if (!(await person.yes(`${say('flash_over')}${say('rig_yes_no')}`))) throw refusal
}

const flashOnce = async (
  context: Context,
  port: string,
  typed: FlashTyped,
  clock: Clock,
  person: Person | undefined,
): Promise<Outcome> => {
  const { say, tell, json, stop } = context
  const { older, anyway, unlocked } = typed
  const wish: FlashWish = { variant: readVariant(typed.variant), older, anyway, unlocked }
  const found = await look(port, clock)
  const from = found.firmware ? showFirmware(found.firmware) : '–'
  const bolt = say(`bolt_${found.bolt ?? 'unknown'}`)
  tell(found.firmware ? say('flash_found', { firmware: from, bolt }) : say('flash_blank'), {
    flash: 'found',
    firmware: found.firmware,
    bolt: found.bolt,
  })
  const image = await chooseImage(context, typed, found)
  await holdAgainst(context, image, found, wish, person)
  const to = showFirmware(image)
  tell(say('flash_plan', { from, to }), { flash: 'writing', from, to })
  if (!json) tell(say('flash_begins'), {})
  const show = (piece: string): void => {
    if (!json) process.stderr.write(piece)
  }
  await writeStaged(context, image, { port, show, stop }, clock)
  const now = await lookAgain(port, clock)
  const missed = missing(image, now.firmware)
  if (missed) throw missed
  const after = say(`bolt_${now.bolt ?? 'unknown'}`)
  return done({ from: found.firmware, to: now.firmware, bolt: now.bolt }, [
    say('flash_done', { firmware: to, bolt: after }),
  ])
}

/**
 * @param person who may be asked; undefined: nobody
 * @throws SpokenError with a code that begins with `flash_` or `rig_`
 */
export const flashRig = async (
  context: Context,
  typed: FlashTyped,
  person: Person | undefined,
  clock: Clock = systemClock(),
): Promise<Outcome> => {
  const { say, tell } = context
  readVariant(typed.variant)
  const port = await findPort(typed.port)
  if (!port.startsWith('/')) throw usage('flash_no_serial', { port })
  const { service } = typed
  if (service === undefined) return flashOnce(context, port, typed, clock, person)
  await runService('stop', service)
  tell(say('flash_stopped_service', { service }), { service, is: 'stopped' })
  try {
    return await flashOnce(context, port, typed, clock, person)
  } finally {
    await runService('start', service)
    tell(say('flash_started_service', { service }), { service, is: 'started' })
  }
}
