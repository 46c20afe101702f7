// The control socket: one line of JSON asks, one answers. `watch` makes it stream. Bounded in every direction;
// whoever breaks the bounds is cut off.

import type { Socket } from 'node:net'
import * as z from 'zod'
import { type SimOutcome, simCommand } from '../rig/command.ts'
import type { BoltEdge } from '../rig/machine.ts'
import type { Observation } from '../rig/observe.ts'
import type { Rig } from '../rig/rig.ts'

export const LINE_MAX = 4_096
const UNREAD_BYTES = 262_144
const WATCH_EVERY_MS = 20

const request = z.union([
  z.strictObject({ do: z.literal('observe'), edges: z.boolean().default(false) }),
  z.strictObject({ do: z.literal('watch'), edges: z.boolean().default(false) }),
  simCommand,
])

export type ControlState = Omit<Observation, 'boltEdges'> & { readonly boltEdges?: Observation['boltEdges'] }
export type ControlAnswer = SimOutcome & { readonly id?: number; readonly state: ControlState }
/** `monotonicMs`: of this machine's monotonic clock, the same in all its processes (`process.hrtime`). */
export type ControlEvent =
  | { readonly event: 'state'; readonly state: ControlState }
  | { readonly event: 'edge'; readonly level: 0 | 1; readonly at: number; readonly monotonicMs: number }

/** From `performance.now()` to `process.hrtime`: the closest of several looks, since any one may be interrupted. */
const monotonicOffset = (): number => {
  const looks = Array.from({ length: 9 }, () => {
    const before = performance.now()
    const monotonic = Number(process.hrtime.bigint()) / 1e6
    const after = performance.now()
    return { width: after - before, offset: monotonic - (before + after) / 2 }
  })
  return looks.reduce((best, look) => (look.width < best.width ? look : best)).offset
}
const MONOTONIC_OFFSET = monotonicOffset()

const brief = (observation: Observation): ControlState => {
  const { boltEdges: _, ...state } = observation
  return state
}

/** What a watcher is told of: everything but what changes by itself all the time. */
const discrete = (state: ControlState): string => {
  const { at: _at, bolt, door, tally, slippedMs: _slipped, supplyMv, railMv, ...rest } = state
  const { position: _position, outForMs: _out, pin: _pin, ...boltRest } = bolt
  const { degrees: _degrees, ...doorRest } = door
  const { longestOutMs: _longest, ...tallyRest } = tally
  return JSON.stringify([rest, boltRest, doorRest, tallyRest, supplyMv, railMv > 2_500])
}

class Conversation {
  private readonly rig: Rig
  private readonly socket: Socket
  private text = ''
  private readonly endings: (() => void)[] = []

  constructor(rig: Rig, socket: Socket) {
    this.rig = rig
    this.socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (piece) => this.hear(String(piece)))
    socket.on('close', () => {
      for (const end of this.endings) end()
    })
  }

  private hear(piece: string): void {
    this.text += piece
    for (let end = this.text.indexOf('\n'); end >= 0; end = this.text.indexOf('\n')) {
      const line = this.text.slice(0, end)
      this.text = this.text.slice(end + 1)
      if (line.length > LINE_MAX) break
      this.obey(line)
    }
    if (this.text.length <= LINE_MAX) return
    this.text = ''
    this.say({ ok: false, why: 'line-too-long', state: brief(this.rig.observe()) })
    this.socket.end()
  }

  private obey(line: string): void {
    let id: number | undefined
    let outcome: SimOutcome = { ok: false, why: 'not-understood' }
    let edges = false
    try {
      const { id: given, ...rest } = z.looseObject({ id: z.number().optional() }).parse(JSON.parse(line))
      id = given
      const asked = request.parse(rest)
      if (asked.do === 'observe' || asked.do === 'watch') edges = asked.edges
      if (asked.do === 'watch') this.watch(edges)
      outcome = asked.do === 'observe' || asked.do === 'watch' ? { ok: true } : this.rig.do(asked)
    } catch (cause) {
      if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw cause
    }
    const state = this.rig.observe()
    this.say({ ...(id !== undefined && { id }), ...outcome, state: edges ? state : brief(state) })
  }

  private watch(edges: boolean): void {
    if (this.endings.length > 0) return
    let told = ''
    let due = 0
    const look = (): void => {
      const now = performance.now()
      if (now < due) return
      due = now + WATCH_EVERY_MS
      const state = brief(this.rig.look())
      const seen = discrete(state)
      if (seen === told) return
      told = seen
      this.say({ event: 'state', state })
    }
    this.endings.push(this.rig.onRun(look))
    if (edges) this.endings.push(this.rig.onBoltEdge((edge) => this.tell(edge)))
  }

  private tell({ level, at, wall }: BoltEdge): void {
    this.say({ event: 'edge', level, at, monotonicMs: wall + MONOTONIC_OFFSET })
  }

  private say(message: ControlAnswer | ControlEvent): void {
    if (this.socket.writableLength > UNREAD_BYTES) this.socket.destroy()
    else this.socket.write(`${JSON.stringify(message)}\n`)
  }
}

export const acceptControl =
  (rig: Rig) =>
  (socket: Socket): void => {
    new Conversation(rig, socket)
  }
