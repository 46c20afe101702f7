// A courier at the bench: connected with its chain, the door's challenge at hand, hearing its receipts.

import { openSession, type Session } from '#device/link/session.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { RECEIPT, type ReceiptClaims } from '#protocol/receipt.ts'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type DoorId, epochMs, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { makeChain, makePerson, makeRequest, type Person } from '../people.ts'
import { monotonic } from './simulator.ts'
import { until } from './wait.ts'

/** A request signed and not published yet. Instants are of the shared monotonic clock. */
export interface Prepared {
  readonly id: RequestId
  /** When the receipts with these steps came. They reject when the request ended otherwise. */
  readonly opened: Promise<number>
  readonly closed: Promise<number>
  /** @returns when it was handed to the connection, and the bridge's acknowledgement */
  publish(): { readonly at: number; readonly acknowledged: Promise<void> }
}

export interface Courier {
  /** @param hold milliseconds the bolt stays out */
  prepare(hold: number): Promise<Prepared>
  end(): Promise<void>
}

export interface CourierPlace {
  readonly url: string
  readonly bridge: Thumbprint
  readonly door: DoorId
  readonly owner: Person
  /** What the courier's grant says beside the usual. */
  readonly grant?: Partial<GrantClaims>
}

const now = () => epochMs(Date.now())

type Waiting = Map<string, (at: number, claims: ReceiptClaims | undefined) => void>

/** @returns the nonce to answer now */
const hearing = (session: Session, place: CourierPlace, waiting: Waiting): (() => string) => {
  const challengeTopic = writeTopic('challenge', { door: place.door })
  let challenge = ''
  session.onMessage((topic, payload) => {
    const at = monotonic()
    const claims = peekClaims(payload)
    if (topic === challengeTopic) {
      challenge = (claims as { readonly chl: string }).chl
      return
    }
    const receipt = RECEIPT.schema.safeParse(claims)
    waiting.get((claims as { readonly req: string }).req)?.(at, receipt.success ? receipt.data : undefined)
  })
  return () => challenge
}

const stepsOf = (waiting: Waiting, id: RequestId): Pick<Prepared, 'opened' | 'closed'> => {
  const step = (wanted: ReceiptClaims['step']) => {
    let done: (at: number) => void = () => undefined
    let fail: (fault: HausrechtError) => void = () => undefined
    const promise = new Promise<number>((resolve, reject) => {
      done = resolve
      fail = reject
    })
    // Whoever waits for it hears of it; nobody has to.
    promise.catch(() => undefined)
    return { wanted, promise, done, fail }
  }
  const steps = [step('opened'), step('closed')] as const
  waiting.set(id, (at, claims) => {
    for (const { wanted, done, fail } of steps) {
      if (claims?.step === wanted) done(at)
      else if (!claims || claims.step === 'refused' || claims.step === 'failed') {
        fail(new HausrechtError('bench_refused', `The door did not open: ${claims?.code ?? 'the bridge refused'}`))
      }
    }
    if (claims?.step !== 'opened') waiting.delete(id)
  })
  return { opened: steps[0].promise, closed: steps[1].promise }
}

/** A key of its own, a chain of one, connected. */
export const connectCourier = async (place: CourierPlace): Promise<Courier> => {
  const { url, bridge, door, owner, grant } = place
  const person = await makePerson()
  const chain = await makeChain(owner, [person], door, now(), { uses: 10_000, ...grant })
  const session = await openSession({ url, key: person.key, audience: bridge, chain, now })
  const waiting: Waiting = new Map()
  const challenge = hearing(session, place, waiting)
  await session.subscribe([writeTopic('challenge', { door }), writeTopic('receipt', { door, request: '+' })])
  await until(() => challenge() !== '', 'the door says a challenge', 10_000)
  const topic = writeTopic('request', { door })
  return {
    prepare: async (hold) => {
      const asking = { door, via: bridge, challenge: challenge(), chain, now: now(), hold }
      const { id, text } = await makeRequest(person, asking)
      return {
        id,
        ...stepsOf(waiting, id),
        publish: () => {
          const at = monotonic()
          return { at, acknowledged: session.publish(topic, text, { qos: 1, retain: false }) }
        },
      }
    },
    end: () => session.close(),
  }
}
