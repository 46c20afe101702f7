// One door as this browser knows it: what it hears becomes signals, what is asked of it goes out signed.

import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { HausrechtError } from '#protocol/fault.ts'
import type { SigningKey, VerifyKey } from '#protocol/keys.ts'
import type { Relay } from '#protocol/live/relay.ts'
import type { SignalDown } from '#protocol/live/signal.ts'
import type { Notice, Presence } from '#protocol/notice.ts'
import type { OrderClaims } from '#protocol/order.ts'
import { REVOCATIONS, type RevocationClaims } from '#protocol/revocation.ts'
import type { StateClaims } from '#protocol/state.ts'
import { signToken } from '#protocol/token.ts'
import { type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import type { Line } from '../../line/line.ts'
import type { Asked, Book, DoorView, Http } from '../app.ts'
import { createJournal, type KeptJournal } from '../journal/journal.ts'
import type { Shelf } from '../journal/shelf.ts'
import {
  askedOf,
  createWaits,
  FIRST_WORD_LIMIT,
  freshChallenge,
  type HeardChallenge,
  linkFault,
  makeRequest,
  type Step,
  type Waits,
} from './asking.ts'
import { nextList } from './lists.ts'
import { isNewer } from './newer.ts'
import { isObeyed, makeOrder } from './orders.ts'
import { readSaid, type Said, type Speakers } from './said.ts'
import { createWatching } from './watching.ts'

const STEPS_MOST = 48
const NOTICES_MOST = 48
/** A retained challenge may be as old as one rotation. */
const ROTATION = 15_000
const LIST_LIMIT = 3000
const LIST_TRIES = 3

export interface DoorParts {
  readonly key: VerifyKey
  readonly owner: SigningKey
  readonly ownerKey: VerifyKey
  readonly bridge: VerifyKey
  readonly book: Pick<Book, 'contents'>
  readonly http: Http
  readonly shelf: Shelf
  readonly line: () => Line
  /** By the bridge's clock. */
  readonly now: () => EpochMs
  readonly ownAhead: ReadonlySignal<number>
  /** What a door is called that has no name. */
  readonly unnamed: () => string
}

export interface KeptDoor extends DoorView {
  readonly journal: KeptJournal
  hear(name: TopicName, payload: string, retained: boolean): Promise<void>
  /** Has the door said the time of now, and does it trust its clock? */
  readonly isTimeKnown: () => boolean
}

/** Everything of a door that changes. */
const createFacts = () => ({
  state: signal<StateClaims | undefined>(undefined),
  /** The latest `at` of every state that was taken. */
  latest: 0 as EpochMs,
  heardAt: signal<number | undefined>(undefined),
  presence: signal<Presence | undefined>(undefined),
  live: signal<number | undefined>(undefined),
  notices: signal<readonly Notice[]>([]),
  steps: signal<readonly Step[]>([]),
  revocations: signal<RevocationClaims | undefined>(undefined),
  challenge: undefined as HeardChallenge | undefined,
  relay: undefined as { readonly relay: Relay; readonly heard: number } | undefined,
})
type Facts = ReturnType<typeof createFacts>

interface Inside {
  readonly parts: DoorParts
  readonly id: DoorId
  readonly facts: Facts
  readonly waits: Waits
  readonly journal: KeptJournal
  readonly signals: Set<(word: SignalDown) => void>
}

const noteStep = ({ facts }: Inside, step: Step): void => {
  facts.steps.value = [step, ...facts.steps.value].slice(0, STEPS_MOST)
}

const noteState = ({ facts, journal, parts }: Inside, claims: StateClaims, retained: boolean): void => {
  const known = facts.state.value
  if (known && !isNewer({ claims: known, latest: facts.latest }, claims)) return
  facts.state.value = claims
  if (claims.at > facts.latest) facts.latest = claims.at
  facts.heardAt.value = performance.now() - (retained ? Math.max(0, parts.now() - claims.at) : 0)
  if (!retained) facts.live.value = claims.at - Date.now()
  journal.hearState(claims)
}

const noteChallenge = ({ facts }: Inside, claims: HeardChallenge['claims'], retained: boolean): void => {
  if (facts.challenge && claims.at <= facts.challenge.claims.at) return
  facts.challenge = { claims, heard: performance.now() - (retained ? ROTATION : 0) }
  if (!retained) facts.live.value = claims.at - Date.now()
}

const note = async (inside: Inside, said: Said, retained: boolean): Promise<void> => {
  const { facts, journal, signals } = inside
  switch (said.kind) {
    case 'state':
      return noteState(inside, said.claims, retained)
    case 'challenge':
      return noteChallenge(inside, said.claims, retained)
    case 'presence':
      facts.presence.value = said.claims
      return
    case 'notice':
      facts.notices.value = [said.claims, ...facts.notices.value].slice(0, NOTICES_MOST)
      return
    case 'receipt': {
      const { req: request, step, code, at } = said.claims
      return noteStep(inside, { request, step, ...(code === undefined ? {} : { code }), at })
    }
    case 'refusal': {
      const { req: request, code, at } = said.claims
      return noteStep(inside, { request, step: 'refused', code, at })
    }
    case 'revocations':
      if (said.claims.epoch > (facts.revocations.value?.epoch ?? 0)) facts.revocations.value = said.claims
      return
    case 'relay':
      facts.relay = { relay: said.claims, heard: performance.now() }
      return
    case 'signal':
      for (const listener of [...signals]) listener(said.claims)
      return
    case 'bell':
      return
    case 'journal':
      return journal.hear(said.lines)
  }
}

const publish = async ({ parts, id }: Inside, name: TopicName, payload: string): Promise<void> => {
  const { qos, retain } = topicOf(name)
  await parts.line().publish(writeTopic(name, { door: id, peer: parts.owner.thumbprint }), payload, { qos, retain })
}

const proofParts = ({ parts, id }: Inside) => ({
  key: parts.owner,
  door: id,
  bridge: parts.bridge.thumbprint,
  now: parts.now(),
})

const askOnce = async (inside: Inside, act: 'unlock' | 'lock' | 'live'): Promise<Asked> => {
  const { facts, waits } = inside
  try {
    inside.parts.line()
    const chl = await freshChallenge(waits, () => facts.challenge)
    if (chl === undefined) return { ok: false, code: 'door_offline' }
    const { id, payload } = await makeRequest(proofParts(inside), act, chl)
    await publish(inside, 'request', payload)
    const find = (): Step | undefined => facts.steps.value.find(({ request }) => request === id)
    const step = await waits.until(find, FIRST_WORD_LIMIT)
    return step ? askedOf(step) : { ok: false, code: 'timed_out' }
  } catch (error) {
    return linkFault(error)
  }
}

/** A challenge that ended on its way says nothing about the person: asked once more with the next one. */
const ask = async (inside: Inside, act: 'unlock' | 'lock' | 'live'): Promise<Asked> => {
  const asked = await askOnce(inside, act)
  if (asked.ok || !asked.code.startsWith('challenge_')) return asked
  const { facts } = inside
  // Kept as spent: the same one said again is no next one.
  if (facts.challenge) facts.challenge = { ...facts.challenge, heard: Number.NEGATIVE_INFINITY }
  return askOnce(inside, act)
}

const watch = async (inside: Inside): ReturnType<DoorView['watch']> => {
  const { parts, id, facts, waits, signals } = inside
  const since = performance.now()
  const asked = await ask(inside, 'live')
  if (!asked.ok) return asked
  if (asked.step !== 'allowed') return { ok: false, code: 'live_unavailable' }
  const relay = facts.relay && facts.relay.heard >= since ? facts.relay.relay : undefined
  return createWatching({
    key: parts.owner,
    door: id,
    sid: asked.request,
    relay,
    now: parts.now,
    say: (token) => publish(inside, 'signalUp', token),
    waits,
    listen: (listener) => {
      signals.add(listener)
      return () => signals.delete(listener)
    },
  })
}

const order = async (
  inside: Inside,
  what: OrderClaims['what'],
  obeyed: (what: OrderClaims['what'], since: number) => true | undefined,
): Promise<Asked> => {
  const { parts, id, facts, waits, journal } = inside
  try {
    parts.line()
    const chl = await freshChallenge(waits, () => facts.challenge)
    if (chl === undefined) return { ok: false, code: 'door_offline' }
    const made = await makeOrder({ key: parts.owner, door: id, now: parts.now() }, what, chl)
    // What is read late of the past is no answer, either.
    const since = Math.max(facts.state.value?.jn ?? -1, journal.entries.value.at(-1)?.n ?? -1)
    await publish(inside, 'order', made.token)
    const done = await waits.until(() => obeyed(what, since), FIRST_WORD_LIMIT)
    return done ? { ok: true, request: made.id, step: 'allowed' } : { ok: false, code: 'timed_out' }
  } catch (error) {
    return linkFault(error)
  }
}

const revoke = async (inside: Inside, edit: (list: RevocationClaims) => RevocationClaims): Promise<void> => {
  const { parts, id, facts, waits } = inside
  const isKnown = (): true | undefined => {
    const applied = facts.state.value?.epoch ?? 0
    return (facts.revocations.value?.epoch ?? 0) >= applied || undefined
  }
  for (let tries = 1; ; tries++) {
    parts.line()
    // The list in force is retained: building on anything less would let in again whoever it keeps out.
    if (!(await waits.until(isKnown, LIST_LIMIT))) {
      throw new HausrechtError('list_unknown', 'The bridge does not show the list in force. Try again.')
    }
    const applied = facts.state.value?.epoch ?? 0
    const facts_ = { owner: parts.owner.thumbprint, door: id, now: parts.now(), applied }
    const list = nextList(facts.revocations.value, edit, facts_)
    await publish(inside, 'revocations', await signToken(REVOCATIONS, list, parts.owner))
    const heard = await waits.until(() => {
      const known = facts.revocations.value
      return known && known.epoch >= list.epoch ? known : undefined
    }, LIST_LIMIT)
    if (heard && JSON.stringify(heard) === JSON.stringify(list)) return
    // Another device of the owner's was quicker: the next list builds on that one.
    if (tries >= LIST_TRIES) throw new HausrechtError('link_slow', 'The bridge did not take the list. Try again.')
  }
}

export const createDoor = (parts: DoorParts): KeptDoor => {
  const id = parts.key.thumbprint as DoorId
  const facts = createFacts()
  const waits = createWaits()
  const { http, shelf } = parts
  const journal = createJournal({ door: parts.key, http, shelf, added: () => waits.turn() })
  const inside: Inside = { parts, id, facts, waits, journal, signals: new Set() }
  const speakers: Speakers = { door: parts.key, bridge: parts.bridge, owner: parts.ownerKey }
  const obeyed = (what: OrderClaims['what'], since: number): true | undefined =>
    journal.entries.value.some((entry) => entry.n > since && isObeyed(what, entry.what)) || undefined
  const { state, heardAt, presence, notices, steps, revocations, live } = facts

  return {
    id,
    key: parts.key,
    name: computed(() => nameOf(parts, id)),
    state,
    heardAt,
    presence,
    ahead: computed(() => live.value ?? parts.ownAhead.value),
    isTimeKnown: () => live.value !== undefined && state.value?.clock === 'trusted',
    notices,
    journal,
    steps,
    revocations,
    ask: (act) => ask(inside, act),
    watch: () => watch(inside),
    order: (what) => order(inside, what, obeyed),
    revoke: (edit) => revoke(inside, edit),
    hear: async (name, payload, retained) => {
      const said = await readSaid(name, payload, speakers)
      if (!said) return
      await note(inside, said, retained)
      waits.turn()
    },
  }
}

const nameOf = ({ book, unnamed }: Pick<DoorParts, 'book' | 'unnamed'>, id: DoorId): string => {
  const { doors } = book.contents.value
  const name = doors.find((door) => door.id === id)?.name ?? ''
  if (name !== '') return name
  // Several without a name are told apart by their ids.
  const isOnly = doors.every((door) => door.id === id || door.name !== '')
  return isOnly ? unnamed() : `${unnamed()} ${id.slice(0, 4)}`
}
