// Booted rigs with a Pi that sends heartbeats, for tests; all of them end with the test.

import type { Variant } from '#hardware/contract/rig.ts'
import { millis } from '#protocol/units.ts'
import { createRig, type Rig } from './rig.ts'
import { Talk } from './talk.fixture.ts'

export class Rigs {
  private readonly running: Rig[] = []

  keep(rig: Rig): Rig {
    this.running.push(rig)
    return rig
  }

  /** In virtual time, one second after power-on. */
  async booted(variant: Variant = 'servo', resetOnOpen = true): Promise<{ rig: Rig; talk: Talk }> {
    const rig = this.keep(createRig({ variant, resetOnOpen }))
    const talk = new Talk(rig.port)
    rig.clock.every(millis(500), () => talk.heartbeat())
    await rig.advance(1_000)
    return { rig, talk }
  }

  closeAll(): void {
    for (const rig of this.running.splice(0)) rig.close()
  }
}
