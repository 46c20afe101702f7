// A whole push side on a push service of loopback: a store in memory, hands on the clock, and what it logs and counts.

import pino from 'pino'
import webPush from 'web-push'
import type { PushWishes } from '#protocol/push.ts'
import { ALARMS } from '#protocol/state.ts'
import { type DoorId, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'
import type { StorePort } from '../store/port.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { createHands, type Hands, NOON } from './hands.fixture.ts'
import type { Occurrence } from './occurrence.ts'
import { createPush, type Push } from './push.ts'
import { type PushService, startService } from './service.fixture.ts'

export interface PushSide {
  service: PushService
  store: StorePort
  hands: Hands
  push: Push
  /** Another one on the same store, as after a restart. */
  open: () => Push
  outcomes: string[]
  logged: string[]
}

export const owner = 'O'.repeat(43) as Thumbprint
export const door = 'D'.repeat(43) as DoorId
export const vapid = webPush.generateVAPIDKeys()
export const requestOf = (n: number) => String(n).padStart(22, 'r') as RequestId
export const opening = (n = 1): Occurrence => ({
  kind: 'entry',
  door,
  at: NOON,
  what: { kind: 'opened', request: requestOf(n), after: millis(3) },
})
export const alarm = (n = 0): Occurrence => ({
  kind: 'entry',
  door,
  at: NOON,
  what: { kind: 'alarm', alarm: ALARMS[n] ?? 'jammed', on: true },
})
export const all: PushWishes = { kinds: ['visitor', 'opened', 'closed', 'refused', 'offline'] }

export const openPushSide = async (): Promise<PushSide> => {
  const service = await startService()
  const store = await openSqliteStore(':memory:')
  const hands = createHands()
  const outcomes: string[] = []
  const logged: string[] = []
  const open = (): Push =>
    createPush({
      vapid,
      subject: 'mailto:owner@example.org',
      services: [service.origin],
      book: store.subscriptions,
      waiting: store.waitingPushes,
      clock: hands,
      log: pino({ level: 'trace' }, { write: (line) => logged.push(line) }),
      count: (outcome) => outcomes.push(outcome),
    })
  return { service, store, hands, push: open(), open, outcomes, logged }
}

export const closePushSide = async ({ push, store, service }: PushSide): Promise<void> => {
  await push.close()
  await store.close()
  await service.close()
}
