// The first page with a stand-in app around it, whose door says what the test wants; its picture comes from the door of
// the live tests.

import '../look/look.css'
import { type Signal, signal } from '@preact/signals'
import { h, render } from 'preact'
import type { Entry } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import type { StateClaims } from '#protocol/state.ts'
import { type DoorId, epochMs, type Hash, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { calmState } from '#test/support/calm-state.ts'
import { type App, AppContext, type Asked, type DoorView } from '../core/app.ts'
import { EMPTY_BOOK } from '../core/book.ts'
import { language } from '../core/words.ts'
import { createDoor, type Door } from '../live/door.fixture.ts'
import { startTicking } from '../shell/ages.ts'
import { DoorPage } from './page.tsx'

const ID = 'door'.padEnd(43, 'x') as DoorId
const HASH = 'hash'.padEnd(43, 'x') as Hash
const COURIER = 'courier'.padEnd(43, 'x') as Thumbprint

export const firstState = (): StateClaims => calmState(ID, epochMs(Date.now()), { epoch: 3, jn: 5, jh: HASH })

const journalOf = (): Entry[] => {
  const request = 'request'.padEnd(22, 'x') as RequestId
  const now = Date.now()
  const entry = (n: number, ago: number, what: Entry['what']): Entry => ({
    v: 1,
    iss: ID,
    n,
    prev: HASH,
    at: epochMs(now - ago),
    what,
  })
  const older = 'older'.padEnd(22, 'x') as RequestId
  return [
    entry(0, 7_300_000, { kind: 'refused', code: 'outside_window', via: COURIER, holder: COURIER }),
    entry(1, 3_700_000, {
      kind: 'intent',
      request: older,
      act: 'unlock',
      holder: COURIER,
      via: COURIER,
      spends: [],
      binds: [],
    }),
    entry(2, 3_699_000, { kind: 'opened', request: older, after: 310 as never }),
    entry(3, 3_650_000, { kind: 'closed', request: older, opened: true, entered: true, lasted: 49_000 as never }),
    entry(4, 9000, { kind: 'intent', request, act: 'unlock', holder: COURIER, via: COURIER, spends: [], binds: [] }),
    entry(5, 8600, { kind: 'opened', request, after: 400 as never }),
  ]
}

const facts = {
  link: signal<'up' | 'connecting' | 'down'>('up'),
  online: signal(true),
  state: signal<StateClaims | undefined>(undefined),
  heardAt: signal<number | undefined>(undefined),
  steps: signal<DoorView['steps']['value']>([]),
}
let live: Door | undefined
let answer: Asked = { ok: false, code: 'busy' }
const asked: string[] = []

const doorOf = (presence: Signal<DoorView['presence']['value']>): DoorView => ({
  id: ID,
  key: {} as VerifyKey,
  name: signal('Gartenstraße 7'),
  state: facts.state,
  heardAt: facts.heardAt,
  presence,
  ahead: signal(0),
  notices: signal([]),
  journal: {
    entries: signal(journalOf()),
    standing: signal('whole' as const),
    more: signal(false),
    older: async () => undefined,
  },
  steps: facts.steps,
  ask: async (act) => {
    asked.push(act)
    await new Promise((resolve) => setTimeout(resolve, 150))
    return answer
  },
  watch: async () => live!.ask(),
  order: async () => ({ ok: false, code: 'busy' }),
  revocations: signal(undefined),
  revoke: async () => undefined,
})

/** @param codec of the live door's pictures; undefined: nobody will watch */
export const show = async (codec?: string): Promise<void> => {
  if (codec !== undefined) live = await createDoor(codec)
  say({})
  const presence = signal<DoorView['presence']['value']>({ v: 1, online: true, at: epochMs(Date.now()) })
  facts.online.subscribe((online) => {
    presence.value = { v: 1, online, at: epochMs(Date.now()) }
  })
  const door = doorOf(presence)
  const app = {
    key: { signing: { thumbprint: 'o'.repeat(43) } },
    link: facts.link,
    doors: signal([door]),
    door: signal(door),
    book: {
      contents: signal(EMPTY_BOOK),
      sync: signal('synced'),
      change: async () => undefined,
      nameOf: () => 'Paula (Paketdienst)',
    },
    now: () => epochMs(Date.now()),
    go: (path: string) => asked.push(path),
    tell: () => undefined,
  } as unknown as App
  document.documentElement.lang = 'en'
  const main = document.createElement('main')
  document.body.append(main)
  startTicking()
  render(h(AppContext.Provider, { value: app, children: h(DoorPage, {}) }), main)
}

export const say = (over: Partial<StateClaims>, age = 0): void => {
  facts.state.value = { ...firstState(), at: epochMs(Date.now() - age), ...over }
  facts.heardAt.value = performance.now() - age
}

export const step = (what: 'opened' | 'closed' | 'failed', request: string): void => {
  facts.steps.value = [{ request: request as RequestId, step: what, at: epochMs(Date.now()) }, ...facts.steps.value]
}

export const answerWith = (next: Asked): void => {
  answer = next
}

export const connect = (link: 'up' | 'down', online: boolean): void => {
  facts.link.value = link
  facts.online.value = online
}

export const speak = (to: 'en' | 'de'): void => {
  language.value = to
}

export const whatWasAsked = (): readonly string[] => asked

/** The door sends no new picture any more. */
export const freeze = (): void => {
  live!.mode = 'freeze'
}
