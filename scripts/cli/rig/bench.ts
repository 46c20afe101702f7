// One rig on the bench: a connection that checks can be carried out on. Owns the session; decides nothing.

import type { Outputs } from '#device/bolt/outputs.ts'
import type { Session } from '#device/bolt/session.ts'
import type { AnswerCode, RigStatus, Variant } from '#hardware/contract/rig.ts'
import type { Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import { fault } from '../spoken.ts'
import type { Check, Deed, Seen, Verdict } from './part.ts'

const FIRST_STATUS = seconds(3)
const LOOK_EACH = millis(100)
/** Longer waits for a person than any check has. */
const STATUSES_MOST = 2000
/** Some thirty bytes at 57,600 baud, a USB adapter's own wait, and a busy Pi. */
const HEARD_AFTER = millis(200)
/** Ids of unlocks are below this. */
const IDS = 2 ** 14

export interface Bench {
  readonly variant: Variant
  readonly newest: RigStatus
  /** Why there is no connection any more. */
  readonly lostFor: string | undefined
  /** @throws SpokenError `rig_gone`, `stopped` */
  perform(check: Check): Promise<Verdict>
  act(deed: Deed): void
  /** Locks and switches all off, and waits until the rig has heard it: what is closed at once is never sent. */
  rest(): Promise<void>
  close(): void
}

interface Started {
  readonly session: Session
  readonly clock: Clock
  readonly variant: Variant
  readonly outputs: Outputs | undefined
  readonly newest: RigStatus
  readonly stop: AbortSignal | undefined
}

interface Ears {
  status(status: RigStatus): void
  key(key: string): void
  answer(code: AnswerCode): void
  gone(): void
}

class SessionBench implements Bench {
  readonly variant: Variant
  newest: RigStatus
  private readonly session: Session
  private readonly clock: Clock
  private readonly outputs: Outputs | undefined
  private readonly stop: AbortSignal | undefined
  private ears: Ears | undefined
  lostFor: string | undefined
  private id = 1

  constructor({ session, clock, variant, outputs, newest, stop }: Started) {
    this.stop = stop
    this.session = session
    this.clock = clock
    this.variant = variant
    this.outputs = outputs
    this.newest = newest
  }

  attach(hears: Relay): void {
    hears.to = {
      status: (status) => {
        this.newest = status
        this.ears?.status(status)
      },
      key: (key) => this.ears?.key(key),
      answer: (code) => this.ears?.answer(code),
      gone: (why) => {
        this.lostFor = why
        this.ears?.gone()
      },
    }
  }

  act(deed: Deed): void {
    // Light and relay are gone with the connection.
    if (this.lostFor !== undefined) return
    switch (deed.do) {
      case 'unlock':
        this.id = (this.id % (IDS - 1)) + 1
        this.session.send({ kind: 'unlock', ms: deed.hold, id: this.id, seen: this.newest.seq })
        return
      case 'lock':
        this.session.send({ kind: 'lock' })
        return
      case 'power':
        this.outputs?.power(deed)
        return
      case 'show':
        this.outputs?.show(deed)
    }
  }

  perform(check: Check): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const began = this.clock.monotonic()
      const first = this.newest
      const statuses: RigStatus[] = []
      let keys = ''
      let answer: AnswerCode | undefined
      const seen = (): Seen => {
        const elapsed = millis(this.clock.monotonic() - began)
        return { variant: this.variant, first, statuses, keys, answer, elapsed }
      }
      const over = (): void => {
        cancel()
        cancelLooks()
        this.stop?.removeEventListener('abort', stopped)
        this.ears = undefined
      }
      const end = (verdict: Verdict): void => {
        over()
        resolve(verdict)
      }
      const look = (): void => {
        const verdict = check.look(seen())
        if (verdict) end(verdict)
      }
      const gone = (): void => {
        over()
        reject(fault('rig_gone', { detail: this.lostFor ?? '?' }))
      }
      const stopped = (): void => {
        over()
        reject(fault('stopped'))
      }
      const cancel = this.clock.after(check.within, () => end(check.late(seen())))
      const cancelLooks = this.clock.every(LOOK_EACH, look)
      this.stop?.addEventListener('abort', stopped)
      this.ears = {
        status: (status) => {
          if (statuses.length >= STATUSES_MOST) statuses.shift()
          statuses.push(status)
          look()
        },
        key: (key) => {
          keys += key
          look()
        },
        answer: (code) => {
          answer = code
          look()
        },
        gone,
      }
      if (this.lostFor !== undefined) gone()
      else if (this.stop?.aborted) stopped()
      else for (const deed of check.deeds) this.act(deed)
    })
  }

  /** Whatever was being tried, the door is to be locked. */
  async rest(): Promise<void> {
    if (this.lostFor !== undefined) return
    this.act({ do: 'lock' })
    this.act({ do: 'power', camera: false, infrared: false })
    this.act({ do: 'show', light: false, sound: false })
    await new Promise<void>((heard) => this.clock.after(HEARD_AFTER, heard))
  }

  close(): void {
    this.session.close()
  }
}

interface Hears {
  status(status: RigStatus): void
  key(key: string): void
  answer(code: AnswerCode): void
  gone(why: string): void
}
interface Relay {
  to: Hears | undefined
}

/**
 * @param session after its handshake
 * @param stop ends whatever is being waited for
 * @throws SpokenError `rig_gone` when no measurement comes
 */
export const openBench = async (
  session: Session,
  clock: Clock,
  variant: Variant,
  stop?: AbortSignal,
): Promise<Bench> => {
  const relay: Relay = { to: undefined }
  let arrive: (status: RigStatus) => void = () => {}
  let fail: (why: string) => void = () => {}
  const first = new Promise<RigStatus>((resolve, reject) => {
    arrive = resolve
    fail = (why) => reject(fault('rig_gone', { detail: why }))
  })
  const cancel = clock.after(FIRST_STATUS, () => fail('no STATUS'))
  const outputs = session.start({
    status: (status) => (relay.to ? relay.to.status(status) : arrive(status)),
    key: (key) => relay.to?.key(key),
    answer: ({ code }) => relay.to?.answer(code),
    gone: (why) => (relay.to ? relay.to.gone(why) : fail(why)),
  })
  const newest = await first.finally(cancel)
  const bench = new SessionBench({ session, clock, variant, outputs, newest, stop })
  bench.attach(relay)
  return bench
}
