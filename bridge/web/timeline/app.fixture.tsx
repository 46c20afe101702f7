// The timeline, or the privacy page, around a stand-in for the app: a door with a journal, and whatever this server has.

import { signal } from '@preact/signals'
import { importJWK } from 'jose'
import { render } from 'preact'
import type { Entry } from '#protocol/entry.ts'
import { asymmetric, type PublicJwk, publicPart, type SigningKey, signingKey, verifyKey } from '#protocol/keys.ts'
import type { OrderClaims } from '#protocol/order.ts'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { type DoorId, epochMs, millis, type Thumbprint } from '#protocol/units.ts'
import { type App, AppContext, type DoorView } from '../core/app.ts'
import { type BookContents, EMPTY_BOOK } from '../core/book.ts'
import { type Language, language } from '../core/words.ts'
import { PrivacyPage } from '../privacy/page.tsx'
import { TimelinePage } from './page.tsx'
import '../look/look.css'

export interface Shown {
  readonly door: PublicJwk
  readonly bridge: PublicJwk
  /** With its private half. */
  readonly owner: Record<string, string>
  /** age identity. */
  readonly own: string
  readonly journal: readonly string[]
  readonly book?: BookContents
  readonly state?: Partial<StateClaims>
  readonly language: Language
  readonly page: 'timeline' | 'privacy'
  /** Milliseconds since 1970. */
  readonly now: number
}

const ordered: OrderClaims['what'][] = []
/** What the page asked of the door. */
export const orders = (): readonly OrderClaims['what'][] => ordered

const signerOf = async (jwk: Record<string, string>): Promise<SigningKey> => {
  const kind = jwk['kty'] === 'EC' ? 'ES256' : 'EdDSA'
  return signingKey(asymmetric(await importJWK(jwk, kind)), publicPart(jwk))
}

const doorOf = async ({ door, journal, state }: Shown): Promise<DoorView> => {
  const key = await verifyKey(door)
  const id = key.thumbprint as DoorId
  const entries = signal(journal.map((line) => peekClaims(line) as Entry))
  const newest = entries.value.at(-1)
  const measured: StateClaims = {
    ...{ v: 1, iss: id, at: newest?.at ?? epochMs(0), bolt: 'home', leaf: 'shut', visit: false, camera: 'clear' },
    ...{
      recording: false,
      viewers: 0,
      alarms: [],
      epoch: 0,
      clock: 'trusted',
      jn: newest?.n ?? 0,
      jh: newest?.prev as never,
    },
    ...{ version: '0', ...state },
  }
  const write = (what: Entry['what']): void => {
    const last = entries.value.at(-1)
    if (last) entries.value = [...entries.value, { ...last, n: last.n + 1, what }]
  }
  return {
    ...{
      id,
      key,
      name: signal('Front door'),
      state: signal(measured),
      heardAt: signal(0),
      presence: signal(undefined),
    },
    ...{ ahead: signal(0), notices: signal([]), steps: signal([]), revocations: signal(undefined) },
    journal: { entries, standing: signal<'whole'>('whole'), more: signal(false), older: () => Promise.resolve() },
    ask: () => Promise.resolve({ ok: false, code: 'link_down' }),
    watch: () => Promise.resolve({ ok: false, code: 'link_down' }),
    order: (what) => {
      ordered.push(what)
      if (what.kind === 'camera') {
        const { off = false, masks = [], sound = false, motion = false } = what.set
        setTimeout(() => write({ kind: 'camera_set', settings: { off, masks, sound, motion, recipients: [] } }), 50)
      }
      return Promise.resolve({ ok: true, request: 'r'.repeat(22) as never, step: 'locked' })
    },
    revoke: () => Promise.resolve(),
  }
}

export const show = async (shown: Shown): Promise<void> => {
  language.value = shown.language
  const [door, signing, bridge] = await Promise.all([doorOf(shown), signerOf(shown.owner), verifyKey(shown.bridge)])
  const contents = signal(shown.book ?? EMPTY_BOOK)
  const begun = performance.now()
  const nameOf = (key: Thumbprint | undefined): string =>
    contents.value.people.find(({ id }) => id === key)?.name ?? `${key?.slice(0, 6) ?? '?'}…`
  const app: App = {
    key: { signing, recipient: '', identity: shown.own, open: () => Promise.resolve(new Uint8Array()) },
    ...{
      bridge: bridge.jwk,
      bridgeId: bridge.thumbprint,
      link: signal<'up'>('up'),
      doors: signal([door]),
      door: signal(door),
    },
    book: { contents, sync: signal<'synced'>('synced'), change: () => Promise.resolve(), nameOf },
    http: {
      response: (path, init) =>
        fetch(
          path,
          init?.body ? { ...init, headers: { 'content-type': 'application/json', ...(init.headers as object) } } : init,
        ),
      json: async (path, init) => (await fetch(path, init)).json() as Promise<unknown>,
    },
    choose: () => undefined,
    now: () => epochMs(shown.now + millis(performance.now() - begun)),
    go: () => undefined,
    tell: (text) => {
      document.title = text
    },
  }
  const root = document.createElement('main')
  document.body.replaceChildren(root)
  const Page = shown.page === 'timeline' ? TimelinePage : PrivacyPage
  render(
    <AppContext.Provider value={app}>
      <Page />
    </AppContext.Provider>,
    root,
  )
}
