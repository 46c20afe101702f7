// THE table of topics: template, who says it, who hears it, quality of service, retain flag, size, payload.
// Parser, rights and the contract page (docs/mqtt.md) are derived from it. MQTT 3.1.1, since aedes speaks no 5.

import type * as z from 'zod'
import { CommandSchema, RequestSchema } from './command.ts'
import { COMMAND_BYTES, JOURNAL_BYTES, REQUEST_BYTES, REVOCATIONS_BYTES, SIGNAL_BYTES, TOKEN_BYTES } from './limits.ts'
import { RelaySchema } from './live/relay.ts'
import { JournalHeadSchema, NoticeSchema, PresenceSchema } from './notice.ts'
import { PairingMessageSchema } from './pairing.ts'

/**
 * Who a client is at one door. `reader`: a broker with the owner's reader token, and nothing else besides. `anyone`:
 * whoever has connected with a key, with or without rights at a door.
 */
export type Role = 'door' | 'owner' | 'holder' | 'reader' | 'bridge' | 'anyone'

/** What a payload is: a signed token of that type, JSON of that schema, or lines of journal tokens. */
export type Payload = { readonly token: string } | { readonly json: z.ZodType } | { readonly lines: string }

export interface Topic {
  /** Segments with `{door}`, `{request}`, `{peer}` or `{rendezvous}` for what varies. */
  readonly template: string
  readonly says: readonly Role[]
  readonly hears: readonly Role[]
  readonly qos: 0 | 1
  readonly retain: boolean
  readonly maxBytes: number
  readonly payload: Payload
  readonly about: string
}

export const PREFIX = 'hausrecht/1'
const door = `${PREFIX}/doors/{door}`
const pairing = `${PREFIX}/pairing/{rendezvous}`

export const TOPICS = {
  state: {
    template: `${door}/state`,
    says: ['door'],
    hears: ['owner', 'holder', 'reader'],
    qos: 1,
    retain: true,
    maxBytes: TOKEN_BYTES,
    payload: { token: 'state+jwt' },
    about: 'the measured state of the door',
  },
  challenge: {
    template: `${door}/challenge`,
    says: ['door'],
    hears: ['owner', 'holder'],
    qos: 1,
    retain: true,
    maxBytes: TOKEN_BYTES,
    payload: { token: 'challenge+jwt' },
    about: 'a fresh nonce that the next proof must answer',
  },
  ownership: {
    template: `${door}/ownership`,
    says: ['door'],
    hears: ['owner'],
    qos: 1,
    retain: true,
    maxBytes: TOKEN_BYTES,
    payload: { token: 'ownership+jwt' },
    about: 'whose door it is, in its own word',
  },
  presence: {
    template: `${door}/presence`,
    says: ['bridge'],
    hears: ['owner', 'holder'],
    qos: 1,
    retain: true,
    maxBytes: 256,
    payload: { json: PresenceSchema },
    about: 'whether the door is connected',
  },
  request: {
    template: `${door}/request`,
    says: ['owner', 'holder'],
    hears: [],
    qos: 1,
    retain: false,
    maxBytes: REQUEST_BYTES,
    payload: { json: RequestSchema },
    about: 'a chain and a proof; the bridge alone reads it',
  },
  command: {
    template: `${door}/command`,
    says: ['bridge'],
    hears: ['door'],
    qos: 1,
    retain: false,
    maxBytes: COMMAND_BYTES,
    payload: { json: CommandSchema },
    about: 'an admitted request; never retained',
  },
  receipt: {
    template: `${door}/receipt/{request}`,
    says: ['door', 'bridge'],
    hears: ['owner', 'holder'],
    qos: 1,
    retain: false,
    maxBytes: TOKEN_BYTES,
    payload: { token: 'receipt+jwt' },
    about:
      "what became of a request (refusal+jwt when it is the bridge's refusal); a holder hears of its own requests only",
  },
  order: {
    template: `${door}/order`,
    says: ['owner'],
    hears: ['door'],
    qos: 1,
    retain: false,
    maxBytes: TOKEN_BYTES,
    payload: { token: 'order+jwt' },
    about: 'what only the owner tells a door that is not a visit',
  },
  journal: {
    template: `${door}/journal`,
    says: ['door'],
    hears: ['owner', 'holder'],
    qos: 1,
    retain: false,
    maxBytes: JOURNAL_BYTES,
    payload: { lines: 'journal+jwt' },
    about: 'journal entries in order, one token a line; a holder hears them by a grant with `jnl` only',
  },
  journalHead: {
    template: `${door}/journal/head`,
    says: ['bridge'],
    hears: ['door'],
    qos: 1,
    retain: false,
    maxBytes: 256,
    payload: { json: JournalHeadSchema },
    about: 'how far the bridge has the journal; the door sends what follows',
  },
  revocations: {
    template: `${door}/revocations`,
    says: ['owner'],
    hears: ['door', 'owner'],
    qos: 1,
    retain: true,
    maxBytes: REVOCATIONS_BYTES,
    payload: { token: 'revocations+jwt' },
    about: "the owner's revocation list",
  },
  notice: {
    template: `${door}/notice`,
    says: ['bridge'],
    hears: ['owner'],
    qos: 1,
    retain: false,
    maxBytes: 1024,
    payload: { json: NoticeSchema },
    about: 'what the owner should hear at once',
  },
  signalUp: {
    template: `${door}/signal/{peer}/up`,
    says: ['owner', 'holder'],
    hears: ['door'],
    qos: 1,
    retain: false,
    maxBytes: SIGNAL_BYTES,
    payload: { token: 'signal-up+jwt' },
    about: 'live view signalling, viewer to door; {peer} is the viewer',
  },
  signalDown: {
    template: `${door}/signal/{peer}/down`,
    says: ['door'],
    hears: ['owner', 'holder'],
    qos: 1,
    retain: false,
    maxBytes: SIGNAL_BYTES,
    payload: { token: 'signal-down+jwt' },
    about: 'live view signalling, door to viewer; {peer} is the viewer',
  },
  relay: {
    template: `${door}/relay/{peer}`,
    says: ['bridge'],
    hears: ['owner', 'holder'],
    qos: 1,
    retain: false,
    maxBytes: TOKEN_BYTES,
    payload: { json: RelaySchema },
    about: 'relay credentials of minutes for a viewer whose request to watch was just admitted; {peer} is the viewer',
  },
  bell: {
    template: `${door}/bell`,
    says: ['door'],
    hears: ['owner'],
    qos: 1,
    retain: false,
    maxBytes: 2 * TOKEN_BYTES,
    payload: { token: 'bell+jwt' },
    about: 'somebody is at the door, with a picture that only the owner opens',
  },
  pairingOffer: {
    template: `${pairing}/offer`,
    says: ['anyone'],
    hears: ['anyone'],
    qos: 1,
    retain: false,
    maxBytes: TOKEN_BYTES + 256,
    payload: { json: PairingMessageSchema },
    about: "the owner's key and the bridge's, sealed with the code",
  },
  pairingAnswer: {
    template: `${pairing}/answer`,
    says: ['anyone'],
    hears: ['anyone'],
    qos: 1,
    retain: false,
    maxBytes: TOKEN_BYTES + 256,
    payload: { json: PairingMessageSchema },
    about: "the door's key, sealed with the code",
  },
} as const satisfies Record<string, Topic>

export type TopicName = keyof typeof TOPICS
export const topicOf = (name: TopicName): Topic => TOPICS[name]

type Slot = 'door' | 'request' | 'peer' | 'rendezvous'
export type Slots = Partial<Record<Slot, string>>

const slotPatterns: Readonly<Record<Slot, RegExp>> = {
  door: /^[A-Za-z0-9_-]{43}$/,
  peer: /^[A-Za-z0-9_-]{43}$/,
  rendezvous: /^[A-Za-z0-9_-]{43}$/,
  request: /^[A-Za-z0-9_-]{22}$/,
}

const isSlot = (name: string): name is Slot => name in slotPatterns
const slotIn = (segment: string): Slot | undefined => {
  const name = segment.slice(1, -1)
  return segment.startsWith('{') && isSlot(name) ? name : undefined
}

const split = (Object.keys(TOPICS) as TopicName[]).map((name) => ({ name, segments: TOPICS[name].template.split('/') }))
const LONGEST = 256

/** The topic's name with its slots filled. */
export const writeTopic = (name: TopicName, slots: Slots): string =>
  TOPICS[name].template.replace(/\{(\w+)\}/g, (whole, slot: string) => (isSlot(slot) ? (slots[slot] ?? whole) : whole))

export interface ParsedTopic {
  readonly name: TopicName
  readonly slots: Slots
  /** A filter may leave `{request}` or `{peer}` open with `+`: a door does not know who will want to watch. */
  readonly open: boolean
}

const match = (template: readonly string[], given: readonly string[]): Omit<ParsedTopic, 'name'> | undefined => {
  if (template.length !== given.length) return undefined
  const slots: Slots = {}
  let open = false
  for (const [at, segment] of template.entries()) {
    const text = given[at] ?? ''
    const slot = slotIn(segment)
    if (slot === undefined) {
      if (segment !== text) return undefined
    } else if ((slot === 'request' || slot === 'peer') && text === '+') open = true
    else if (slotPatterns[slot].test(text)) slots[slot] = text
    else return undefined
  }
  return { slots, open }
}

/**
 * Reads a topic or a filter against the table.
 * @returns undefined for whatever is not in it: `#`, `$SYS`, empty segments, other wildcards, other prefixes
 */
export const parseTopic = (text: string): ParsedTopic | undefined => {
  if (text.length > LONGEST) return undefined
  const given = text.split('/')
  for (const { name, segments } of split) {
    const found = match(segments, given)
    if (found) return { name, ...found }
  }
  return undefined
}
