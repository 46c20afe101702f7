// One whole visit through the real parts: a courier asks, the door opens, somebody walks in and shuts it, it locks.

import { ControlClient, type ControlEvent, type ControlState } from '#hardware/simulator/control-client.ts'
import type { Entry } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { seconds } from '#protocol/units.ts'
import { askThroughBridge } from '#scripts/cli/reach/ask.ts'
import type { Answer, Asking } from '#scripts/cli/reach/asking.ts'
import { openLine } from '#scripts/cli/reach/line.ts'
import { heldPlace, type Place } from '#scripts/cli/reach/place.ts'
import type { Said } from '#scripts/cli/reach/said.ts'
import type { House } from './house.ts'
import { now, type People } from './people.ts'
import type { Moment } from './timeline.ts'
import type { StartSay } from './words.ts'

const ANSWER_LIMIT = seconds(20)
const CLOSE_LIMIT = seconds(40)
/** On a busy machine the drawn camera is late now and then, and the door rightly opens to nobody: one rings again. */
const RINGS = 8
const RING_AGAIN_MS = 1000
const LATE: readonly (RefusalCode | undefined)[] = ['recorder_stale', 'recorder_not_durable', 'busy']
/** How long the courier takes to reach for the handle, and to put the parcel down. */
const REACH_MS = 250
const INSIDE_MS = 600
/** Servo pulses come every 20 ms: a pin that was quiet for longer begins a new movement. */
const QUIET_MS = 100
/** The last words may still be on their way to the owner. */
const ECHO_MS = 300

/** Milliseconds of this machine's monotonic clock, the same in all its processes. */
const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Stamp {
  readonly monotonic: number
  readonly wall: number
}

/** Everything seen meanwhile, with the time it was seen at. */
interface Seen {
  readonly edges: number[]
  readonly states: { readonly at: number; readonly state: ControlState }[]
  readonly entries: Entry[]
}

/** The first pin edge of each movement. */
export const movements = (edges: readonly number[]): number[] =>
  edges.filter((edge, index) => edge - (edges[index - 1] ?? Number.NEGATIVE_INFINITY) > QUIET_MS)

const watchRig = async (rig: ControlClient, record: Seen): Promise<void> => {
  await rig.watch((event: ControlEvent) => {
    if (event.event === 'edge') record.edges.push(event.monotonicMs)
    else record.states.push({ at: monotonic(), state: event.state })
  }, true)
}

const must = (answer: Answer | undefined, step: Answer['step']): void => {
  if (answer?.step === step) return
  const what = answer === undefined ? 'no answer' : `${answer.step} ${answer.code ?? ''}`
  throw new HausrechtError('visit_failed', `The visit should be ${step}, but: ${what}`)
}

interface Rung {
  readonly asking: Asking
  readonly start: Stamp
  readonly answer: Answer | undefined
  readonly at: number
}

/** Asks until the answer is another than that the camera is late. */
export const insist = async <Rung>(
  ask: () => Promise<Rung>,
  codeOf: (rung: Rung) => RefusalCode | undefined,
): Promise<Rung> => {
  for (let rings = 1; ; rings += 1) {
    const rung = await ask()
    if (rings === RINGS || !LATE.includes(codeOf(rung))) return rung
    await pause(RING_AGAIN_MS)
  }
}

const ring = async (courier: Place): Promise<Rung> => {
  let start: Stamp = { monotonic: 0, wall: 0 }
  const sending = (): void => {
    start = { monotonic: monotonic(), wall: now() }
  }
  const asking = await askThroughBridge(courier, { act: 'unlock' }, { now, sending })
  if ('ok' in asking) throw new HausrechtError('visit_failed', `The courier cannot ask: ${asking.code}`)
  const answer = await asking.next(ANSWER_LIMIT)
  const at = monotonic()
  if (answer?.step !== 'opened') await asking.end()
  return { asking, start, answer, at }
}

const walk = async (rig: ControlClient): Promise<{ readonly open: number; readonly close: number }> => {
  await pause(REACH_MS)
  const open = monotonic()
  const pushed = await rig.do({ do: 'door.open' })
  if (!pushed.ok) throw new HausrechtError('visit_failed', `The simulated door does not open: ${pushed.why}`)
  await pause(INSIDE_MS)
  const close = monotonic()
  await rig.do({ do: 'door.close' })
  return { open, close }
}

export interface Visited {
  readonly moments: readonly Moment[]
  /** Milliseconds from the request to the first edge on the bolt's pin, as the chip made it. */
  readonly toEdge: number
  /** When the request was made, by this machine's clock. */
  readonly asked: number
}

/** @param grant as its holder has it */
export const visitOnce = async (house: House, people: People, grant: string, say: StartSay): Promise<Visited> => {
  const { home, place } = people
  const courier = await heldPlace({ home }, await home.held.read(grant, '/'))
  if ('ok' in courier) throw new HausrechtError('visit_failed', `The courier's grant is refused: ${courier.code}`)
  const record: Seen = { edges: [], states: [], entries: [] }
  const hear = (said: Said): void => {
    if (said.kind === 'journal') record.entries.push(...said.entries)
  }
  const rig = await ControlClient.connect(house.control)
  const owner = await openLine(place, ['journal'], now, hear)
  let asking: Asking | undefined
  try {
    await watchRig(rig, record)
    const rung = await insist(
      () => ring(courier),
      ({ answer }) => answer?.code,
    )
    must(rung.answer, 'opened')
    asking = rung.asking
    const walked = await walk(rig)
    must(await asking.next(CLOSE_LIMIT), 'closed')
    const closed = monotonic()
    await pause(ECHO_MS)
    return tell(record, rung.start, { opened: rung.at, closed, ...walked }, say)
  } finally {
    rig.close()
    await Promise.all([owner.close(), asking?.end()])
  }
}

interface Times {
  readonly opened: number
  readonly closed: number
  readonly open: number
  readonly close: number
}

const tell = (record: Seen, start: Stamp, times: Times, say: StartSay): Visited => {
  const since = (at: number): number => at - start.monotonic
  const [out = Number.NaN, home] = movements(record.edges.filter((edge) => edge >= start.monotonic))
  const byDoor = (
    kind: Entry['what']['kind'],
    text: Parameters<StartSay>[0],
    fits: (entry: Entry) => boolean = () => true,
  ): Moment[] =>
    record.entries
      .filter((entry) => entry.what.kind === kind && entry.at >= start.wall && fits(entry))
      .slice(0, 1)
      .map((entry) => ({ at: entry.at - start.wall, actor: 'door', text: say(text, { n: entry.n }) }))
  return {
    toEdge: since(out),
    asked: start.wall,
    moments: [
      { at: 0, actor: 'courier', text: say('t_request'), main: true },
      ...byDoor('clip', 't_clip'),
      ...byDoor('intent', 't_intent'),
      { at: since(out), actor: 'rig', text: say('t_edge_out') },
      { at: since(times.opened), actor: 'courier', text: say('t_opened'), main: true },
      { at: since(times.open), actor: 'person', text: say('t_push') },
      ...byDoor('leaf', 't_leaf_open', ({ what }) => what.kind === 'leaf' && what.leaf === 'open'),
      { at: since(times.close), actor: 'person', text: say('t_shut') },
      ...byDoor('leaf', 't_leaf_shut', ({ what }) => what.kind === 'leaf' && what.leaf === 'shut'),
      ...(home === undefined ? [] : [{ at: since(home), actor: 'rig' as const, text: say('t_edge_home') }]),
      ...byDoor('closed', 't_closed_entry'),
      { at: since(times.closed), actor: 'courier', text: say('t_closed'), main: true },
    ],
  }
}
