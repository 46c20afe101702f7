// The bench over the committed firmware in the emulator, in virtual time, with a person who does as asked.

import { lineOver } from '#device/bolt/line.ts'
import { Session } from '#device/bolt/session.ts'
import type { Variant } from '#hardware/contract/rig.ts'
import { createRig, type Rig } from '#hardware/simulator/rig/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { millis } from '#protocol/units.ts'
import { type Bench, openBench } from './bench.ts'
import type { Ask, Part } from './part.ts'
import { type Asking, type Result, testPart } from './trial.ts'

const WITHIN_MS = 400_000

export type Hands = Partial<Record<Ask, (rig: Rig) => void>>

/** What an obliging person does when told so. */
export const OBLIGING: Hands = {
  open_door: (rig) => void rig.world.door.open(),
  shut_door: (rig) => void rig.world.door.close(),
  press_egress: (rig) => void rig.world.press('egress'),
  press_pairing: (rig) => void rig.world.press('pairing'),
  type_all: (rig) => void rig.world.type('123456789*0#'),
}

export class Simulated {
  readonly rig: Rig
  /** Everything the person was told or asked. */
  readonly asked: Ask[] = []
  hands: Hands = OBLIGING
  /** Questions answered with no. */
  no: readonly Ask[] = []
  private bench: Bench | undefined

  constructor(variant: Variant) {
    this.rig = createRig({ variant })
  }

  async test(part: Exclude<Part, 'camera'>): Promise<Result> {
    this.bench ??= await this.drive(this.open())
    return this.drive(testPart(part, this.bench, this.asking))
  }

  close(): void {
    this.bench?.close()
    this.rig.close()
  }

  private get asking(): Asking {
    // A person is never as quick as the message.
    const act = (ask: Ask): void => {
      this.asked.push(ask)
      this.rig.clock.after(millis(700), () => this.hands[ask]?.(this.rig))
    }
    return {
      ready: async (ask) => act(ask),
      tell: act,
      yes: async (ask) => {
        act(ask)
        return !this.no.includes(ask)
      },
    }
  }

  private async open(): Promise<Bench> {
    const wire = this.rig.connect()
    const session = new Session(
      lineOver(wire, () => wire.close()),
      this.rig.clock,
    )
    const loss = await session.handshake()
    if (loss) throw new HausrechtError('fixture_broken', loss.why)
    return openBench(session, this.rig.clock, session.firmware.includes('relay') ? 'relay' : 'servo')
  }

  /** Lets virtual time pass until it is settled. */
  private async drive<Value>(promise: Promise<Value>): Promise<Value> {
    let over = false
    const end = (): void => {
      over = true
    }
    promise.then(end, end)
    for (const until = this.rig.now + WITHIN_MS; !over && this.rig.now < until; ) {
      await this.rig.advance(20)
      await new Promise((turn) => setImmediate(turn))
    }
    if (!over) throw new HausrechtError('fixture_broken', 'it does not come to an end')
    return promise
  }
}
