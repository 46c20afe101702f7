// The adapter over scripted boards, one a connection, and a clock moved by hand.

import * as assert from 'uvu/assert'
import { COMMAND, encodeReport, type RigStatus } from '#hardware/contract/rig.ts'
import { handClock } from './bench.fixture.ts'
import { Board, type BoardOptions } from './board.fixture.ts'
import type { Line } from './line.ts'
import type { RigEvent, UnlockAnswer } from './port.ts'
import { createRig, type Rig } from './rig.ts'
import { SILENT } from './sim-bench.fixture.ts'

export const STATUS: RigStatus = {
  kind: 'status',
  seq: 1,
  uptimeMs: 5000,
  bolt: 'home',
  position: 200,
  drive: 'idle',
  reason: 'boot',
  id: 0,
  remainingMs: 0,
  attempts: 0,
  supplyMv: 5000,
  railMv: 0,
  faults: [],
  resetCause: ['power-on'],
  doorOpen: false,
  egressPressed: false,
  pairingPressed: false,
  waitingForDoor: false,
  doorAlarm: false,
  cameraRelayOn: false,
  linkUp: true,
}

export interface Wired {
  readonly rig: Rig
  readonly boards: Board[]
  readonly events: RigEvent[]
  advance(ms: number): Promise<void>
  board(): Board
  status(change?: Partial<RigStatus>): void
  kinds(): string[]
}

/** The adapter over scripted boards, one a connection. */
export function wired(options: readonly BoardOptions[] = []): Wired {
  const { clock, advance } = handClock()
  const boards: Board[] = []
  let seq = 0
  const dial = async (): Promise<Line> => {
    const board = new Board(options[boards.length] ?? options.at(-1) ?? {})
    boards.push(board)
    return board.line
  }
  const rig = createRig({ dial, clock, log: SILENT })
  const events: RigEvent[] = []
  rig.listen((event) => events.push(event))
  const board = (): Board => boards.at(-1) ?? new Board()
  return {
    rig,
    boards,
    events,
    advance,
    board,
    status: (change) => {
      seq++
      board().report(encodeReport({ ...STATUS, seq, uptimeMs: 5000 + seq, ...change }))
    },
    kinds: () => events.map(({ kind }) => kind),
  }
}

export async function connected(): Promise<Wired> {
  const wire = wired()
  await wire.advance(20)
  wire.status()
  await wire.advance(1)
  assert.equal(wire.kinds(), ['connected', 'reading'])
  return wire
}

export const unlocks = (board: Board): number[] => board.commands().filter((number) => number === COMMAND.UNLOCK)

/** Keeps a promise's value where a test with its own clock can look at it. */
export function kept(promise: Promise<UnlockAnswer>): { value?: UnlockAnswer } {
  const box: { value?: UnlockAnswer } = {}
  promise.then(
    (value) => {
      box.value = value
    },
    () => assert.unreachable('an unlock is answered, never rejected'),
  )
  return box
}
