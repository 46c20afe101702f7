// rig test: every part of the rig, measured or asked for; what is wrong, and which wire to look at.

import { misfitOf, showFirmware, showVersion, variantOf, WANTED } from '#device/bolt/firmware.ts'
import { Session } from '#device/bolt/session.ts'
import { systemClock } from '#device/clock/system.ts'
import type { Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import type { Context } from '../context.ts'
import { done, type Outcome } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'
import type { Language, Slots } from '../text.ts'
import { type Bench, openBench } from './bench.ts'
import { findPort, greet } from './connect.ts'
import { type Ask, type Finding, PARTS, type Part } from './part.ts'
import type { Person } from './person.ts'
import { findCameraDevice, testCamera } from './shoot.ts'
import { type Asking, missingNeed, type Result, testPart } from './trial.ts'
import { showWire, wireOf } from './wires.ts'

/** A USB camera needs this long after it got power. */
const CAMERA_WAKES = seconds(4)

export interface TestWish {
  readonly port: string | undefined
  readonly camera: string | undefined
  /** Comma-separated; undefined: all. */
  readonly only: string | undefined
}

/** @throws SpokenError `rig_part_unknown` */
export const readParts = (only: string | undefined): readonly Part[] => {
  if (only === undefined) return PARTS
  const asked = only.split(',').map((part) => part.trim())
  const strange = asked.find((part) => !PARTS.some((known) => known === part))
  if (strange !== undefined) throw usage('rig_part_unknown', { part: strange.slice(0, 40), parts: PARTS.join(', ') })
  return PARTS.filter((part) => asked.includes(part))
}

const askingOf = ({ say, tell, json }: Context, person: Person): Asking => {
  const shown = (ask: Ask): void => {
    if (json) tell('', { ask, text: say(`rig_ask_${ask}`) })
  }
  return {
    ready: (ask) => {
      shown(ask)
      return person.ready(`${say(`rig_ask_${ask}`)} `)
    },
    tell: (ask) => tell(`  ${say(`rig_ask_${ask}`)}`, { tell: ask, text: say(`rig_ask_${ask}`) }),
    yes: (ask) => {
      shown(ask)
      return person.yes(say(`rig_ask_${ask}`) + say('rig_yes_no'))
    },
  }
}

/** Voltages as they are written in a language; for programs they stay as they are. */
const written = (slots: Slots, language: Language): Slots => {
  const { volts } = slots
  return language === 'de' && typeof volts === 'string' ? { ...slots, volts: volts.replace('.', ',') } : slots
}

const report = ({ say, tell, language }: Context, result: Result): void => {
  const part = say(`rig_part_${result.part}`)
  if (result.is === 'good') {
    const text = say(`rig_good_${result.part}`, written(result.slots, language))
    tell(say('rig_line_good', { part, text }), { part: result.part, ok: true, measured: result.slots })
    return
  }
  if (result.is === 'skipped') {
    const need = say(`rig_part_${result.need}`)
    tell(say('rig_line_skipped', { part, need }), { part: result.part, ok: false, skipped: result.need })
    return
  }
  const { wrong, wires, slots = {} } = result.finding
  const text = say(`rig_wrong_${wrong}`, written(slots, language))
  const lines = wires.map((wire) => say('rig_line_wire', showWire(wire, language)))
  tell([say('rig_line_wrong', { part, text }), ...lines].join('\n'), {
    part: result.part,
    ok: false,
    wrong,
    text,
    measured: slots,
    wires: wires.map((wire) => ({ pin: wireOf(wire).pin, wire: wireOf(wire).colour.en })),
  })
}

const cameraResult = async (bench: Bench | undefined, clock: Clock, device: string | undefined): Promise<Result> => {
  if (bench) {
    bench.act({ do: 'power', camera: true, infrared: true })
    await new Promise<void>((awake) => clock.after(millis(CAMERA_WAKES), awake))
  }
  const found = await testCamera(await findCameraDevice(device))
  bench?.act({ do: 'power', camera: false, infrared: false })
  return 'good' in found
    ? { part: 'camera', is: 'good', slots: found.good }
    : { part: 'camera', is: 'wrong', finding: found }
}

/** Firmware that does not fit is a finding like any other, and nothing else can be tested then. */
const misfitFinding = (session: Session): Finding | undefined => {
  const { found } = session
  const misfit = found && misfitOf(found)
  if (!found || !misfit || misfit === 'wrong_board') return undefined
  return { wrong: misfit, wires: [], slots: { firmware: showFirmware(found), wanted: showVersion(WANTED) } }
}

interface Opened {
  readonly bench: Bench
  readonly firmware: string
}

/** @throws SpokenError when there is no rig to test */
const openRig = async (port: string, clock: Clock, stop: AbortSignal): Promise<Opened | Finding> => {
  const session = await greet(port, clock, (misfit) => misfit !== 'wrong_board')
  if (!(session instanceof Session))
    throw fault(session.misfit ? 'rig_foreign' : 'rig_mute', { port, detail: session.why })
  const misfit = misfitFinding(session)
  if (misfit) {
    session.close()
    return misfit
  }
  const variant = variantOf(session.found?.name ?? '') ?? 'servo'
  try {
    return { bench: await openBench(session, clock, variant, stop), firmware: session.firmware }
  } catch (cause) {
    session.close()
    throw cause
  }
}

const resultOf = async (part: Part, opened: Opened | Finding | undefined, parts: TestParts): Promise<Result> => {
  const { results, asking, clock, wish } = parts
  if (opened && 'wrong' in opened) {
    return part === 'firmware' ? { part, is: 'wrong', finding: opened } : { part, is: 'skipped', need: 'firmware' }
  }
  if (part === 'camera') return cameraResult(opened?.bench, clock, wish.camera)
  const need = missingNeed(part, results)
  if (need) return { part, is: 'skipped', need }
  if (!opened) throw fault('rig_gone', { detail: '?' })
  const broke = opened.bench.lostFor === undefined ? undefined : results.at(-1)?.part
  if (broke) return { part, is: 'skipped', need: broke }
  const result = await testPart(part, opened.bench, asking)
  const isFirmware = result.part === 'firmware' && result.is === 'good'
  return isFirmware ? { ...result, slots: { firmware: opened.firmware } } : result
}

interface TestParts {
  readonly results: readonly Result[]
  readonly asking: Asking
  readonly clock: Clock
  readonly wish: TestWish
}

/**
 * All parts, each reported when it is through.
 * @throws SpokenError `rig_test_failed` when one did not pass
 */
export const testRig = async (
  context: Context,
  wish: TestWish,
  person: Person,
  clock: Clock = systemClock(),
): Promise<Outcome> => {
  const parts = readParts(wish.only)
  // A camera alone may hang on any machine.
  const needsRig = parts.some((part) => part !== 'camera') || wish.port !== undefined
  const opened = needsRig ? await openRig(await findPort(wish.port), clock, context.stop) : undefined
  const results: Result[] = []
  try {
    for (const part of parts) {
      if (context.stop.aborted) throw fault('stopped')
      const result = await resultOf(part, opened, { results, asking: askingOf(context, person), clock, wish })
      report(context, result)
      results.push(result)
    }
  } finally {
    if (opened && 'bench' in opened) {
      await opened.bench.rest()
      opened.bench.close()
    }
  }
  const count = results.filter(({ is }) => is !== 'good').length
  if (count > 0) throw fault('rig_test_failed', { count })
  return done({ passed: results.map(({ part }) => part) }, [context.say('rig_test_passed', { count: results.length })])
}
