// The page with a stand-in app around it: a real key signs, the book is kept in memory, the door says what the test wants.

import '../look/look.css'
import { signal } from '@preact/signals'
import { h, render } from 'preact'
import type { Entry, Happening } from '#protocol/entry.ts'
import { publicPart, signingKey, type VerifyKey } from '#protocol/keys.ts'
import type { RevocationClaims } from '#protocol/revocation.ts'
import type { StateClaims } from '#protocol/state.ts'
import { type DoorId, epochMs, type GrantId, type Hash, type Thumbprint } from '#protocol/units.ts'
import { type App, AppContext, type DoorView } from '../core/app.ts'
import { type BookContents, EMPTY_BOOK } from '../core/book.ts'
import { type Language, language } from '../core/words.ts'
import { startTicking } from '../shell/ages.ts'
import { give, USUAL } from './draft.ts'
import { giverOf } from './giving.ts'
import { AccessPage } from './page.tsx'
import { soon, standing, type Times, weekly } from './times.ts'

const book = signal<BookContents>(EMPTY_BOOK)
const entries = signal<readonly Entry[]>([])
const list = signal<RevocationClaims | undefined>(undefined)
const state = signal<Partial<StateClaims>>({ epoch: 0 })
const presence = signal({ v: 1, online: true, at: epochMs(Date.now()) })

const freshKey = async () => {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  return signingKey(pair.privateKey, publicPart(await crypto.subtle.exportKey('jwk', pair.publicKey)))
}

const doorOf = (id: DoorId, jwk: VerifyKey['jwk'], owner: Thumbprint): DoorView =>
  ({
    id,
    key: { jwk },
    name: signal('Lindenstraße 5'),
    state,
    presence,
    journal: { entries, standing: signal('whole'), more: signal(false), older: async () => undefined },
    revocations: list,
    revoke: async (edit: (list: RevocationClaims) => RevocationClaims) => {
      const none = { v: 1 as const, iss: owner, aud: id, epoch: 0, iat: 0 as never, grants: [], keys: [], before: 0 }
      const last = list.value ?? none
      list.value = { ...edit(last), epoch: last.epoch + 1 }
    },
  }) as unknown as DoorView

let app: App

export const show = async (spoken: Language, filled: boolean): Promise<void> => {
  const [owner, door, bridge] = [await freshKey(), await freshKey(), await freshKey()]
  const view = doorOf(door.thumbprint as DoorId, door.jwk, owner.thumbprint)
  app = {
    key: { signing: owner },
    bridge: bridge.jwk,
    door: signal(view),
    book: {
      contents: book,
      change: async (edit: (contents: BookContents) => BookContents) => {
        book.value = edit(book.value)
      },
      nameOf: (key: Thumbprint | undefined) => key?.slice(0, 6) ?? '',
    },
    now: () => epochMs(Date.now()),
    tell: () => undefined,
  } as unknown as App
  language.value = spoken
  document.documentElement.lang = spoken
  if (filled) await fill(view)
  const main = document.createElement('main')
  document.body.append(main)
  startTicking()
  render(h(AppContext.Provider, { value: app, children: h(AccessPage, {}) }), main)
}

const fill = async (door: DoorView): Promise<void> => {
  const here = { now: Date.now(), zone: 'Europe/Berlin' }
  const week = weekly({ days: [0, 3], from: '10:00', to: '12:00', last: '2099-12-31' }, here) as Times
  const people = [
    ['courier', 'Paket', soon('hours', here)],
    ['guest', 'Hundesitterin Mia', week],
    ['carrier', 'Zustelldienst Nord', soon('week', here)],
    ['household', 'Ben', standing(here)],
    ['guest', 'Handwerker', soon('tomorrow', here)],
  ] as const
  for (const [role, name, times] of people) {
    const { note } = await give({ role, name, ...USUAL[role], ...times }, giverOf(app, door, {}))
    book.value = { ...book.value, grants: [...book.value.grants, note] }
  }
}

/** The door writes down that a grant was used. */
export const use = (name: string, holder: string): void => {
  const note = book.value.grants.find((one) => one.name === name)
  const what: Happening = {
    kind: 'intent',
    request: 'r'.repeat(22) as never,
    act: 'unlock',
    holder: holder.padEnd(43, 'x') as Thumbprint,
    via: 'local',
    spends: [{ grant: note?.id as GrantId, exp: 0 as never }],
    binds: [{ link: note?.id as GrantId, to: holder.padEnd(43, 'x') as Thumbprint, exp: 0 as never }],
  }
  const n = entries.value.length
  const entry = { v: 1 as const, iss: 'd'.repeat(43) as DoorId, n, prev: 'h'.repeat(43) as Hash, what }
  entries.value = [...entries.value, { ...entry, at: epochMs(Date.now() - 60_000) }]
}

export const applied = (epoch: number): void => {
  state.value = { epoch }
}
export const away = (): void => {
  presence.value = { ...presence.value, online: false }
}
export const grants = (): BookContents['grants'] => book.value.grants
