// What the suite needs of a rig under test: the port, its clock, and hands at the door.

import { VirtualClock } from '#hardware/simulator/rig/clock.ts'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { createFakeRig, type FakeOptions, type FakeRig } from './fake.ts'
import { loadOutputs } from './outputs.ts'
import type { BoltPort, RigEvent } from './port.ts'

// Virtual time does not wait until a file is read.
await loadOutputs()

export interface Bench {
  readonly port: BoltPort
  readonly clock: Clock
  /** Everything said so far. */
  readonly heard: RigEvent[]
  /** Lets time pass and everybody answer. */
  advance(ms: number): Promise<void>
  openDoor(): void
  /** The bolt is turned out by hand: a key, a thumb-turn, force. */
  turnOut(): void
  shutDoor(): void
  egress(): void
  pressPairing(on: boolean): void
  type(keys: string): void
  jam(on: boolean): void
  unplug(): void
  plug(): void
  close(): Promise<void>
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done))

/** A clock that only the test moves, and how to move it. */
export function handClock(): { readonly clock: Clock; advance(ms: number): Promise<void> } {
  let now = 0
  const clock = new VirtualClock(() => now)
  const advance = async (ms: number): Promise<void> => {
    const end = now + ms
    while (now < end) {
      now = Math.min(end, Math.max(now, clock.nextDue))
      clock.fire()
      await turn()
    }
  }
  return { clock, advance }
}

export interface FakeBench extends Bench {
  readonly port: FakeRig
}

export async function fakeBench(options?: FakeOptions): Promise<FakeBench> {
  const { clock, advance } = handClock()
  const port = createFakeRig(clock, options)
  const heard: RigEvent[] = []
  port.listen((event) => heard.push(event))
  await advance(10)
  return {
    port,
    clock,
    heard,
    advance,
    openDoor: () => void port.openDoor(),
    turnOut: () => port.turn('out'),
    shutDoor: () => port.shutDoor(),
    egress: () => port.egress(),
    pressPairing: (on) => port.pressPairing(on),
    type: (keys) => port.type(keys),
    jam: (on) => port.jam(on),
    unplug: () => port.unplug(),
    plug: () => port.plug(),
    close: () => port.close(),
  }
}

/** Advances until it is so; false when it is not so within the span. */
export async function until(bench: Bench, within: Millis, isSo: () => boolean): Promise<boolean> {
  const end = bench.clock.monotonic() + within
  while (!isSo()) {
    if (bench.clock.monotonic() >= end) return false
    await bench.advance(millis(5))
  }
  return true
}
