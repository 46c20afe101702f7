// A door for tests of the bridge: a real key and a real connection, journal lines and receipts, and no bolt.
// It obeys every command it gets, so whatever the bridge lets through shows.

import { ENTRY, type Entry, type Happening, lineHash } from '#protocol/entry.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import type { ProofClaims } from '#protocol/proof.ts'
import { RECEIPT, type ReceiptClaims } from '#protocol/receipt.ts'
import { type Command, CommandSchema } from '#protocol/request.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import { type DoorId, epochMs, type Hash, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { type Client, connectAs, type Heard } from './client.ts'
import { doorIdOf, makeChallenge, makeKey } from './people.ts'
import { within } from './wait.ts'

export interface DoorSettings {
  readonly url: string
  readonly bridge: Thumbprint
  readonly owner: SigningKey
  readonly key?: SigningKey
  /** Goes on with the journal of this one, as a restarted door does. */
  readonly goesOn?: DoorClient
  /** What it does with a command: `obey` answers opened and closed, `open` never closes, `ignore` says nothing. */
  readonly manner?: 'obey' | 'open' | 'ignore'
}

export interface DoorClient {
  readonly key: SigningKey
  readonly id: DoorId
  readonly client: Client
  /** Commands that reached it, oldest first. */
  readonly commands: readonly Command[]
  /** The nonce that a proof must answer now. */
  challenge(): string
  rotate(): Promise<void>
  say(name: TopicName, payload: string, slots?: { request?: string }): Promise<void>
  receipt(request: string, step: ReceiptClaims['step'], more?: Partial<ReceiptClaims>): Promise<void>
  state(more?: Partial<StateClaims>): Promise<void>
  /** Signs the next line of its journal without sending it. */
  line(what: Happening): Promise<string>
  lines(): readonly string[]
  /** Sends these lines. */
  send(lines: readonly string[]): Promise<void>
  /** Waits for its next command. */
  command(limit?: number): Promise<Command>
  end(): Promise<void>
}

export const requestIdOf = (command: Command): RequestId => (peekClaims(command.request.proof) as ProofClaims).jti

const HEARS = ['revocations', 'journalHead', 'order', 'command'] as const

/** Connects a door that is paired with this bridge and owner, and has said all that a door says first. */
export const startDoor = async (settings: DoorSettings): Promise<DoorClient> => {
  const key = settings.goesOn?.key ?? settings.key ?? (await makeKey())
  const client = await connectAs(key, { url: settings.url, bridge: settings.bridge })
  const door = await doorOver(client, key, settings)
  client.mqtt.on('message', (topic, payload) => {
    if (topic === writeTopic('command', { door: door.id })) door.hear(payload.toString())
  })
  await client.subscribe(...HEARS.map((name) => writeTopic(name, { door: door.id })))
  const ownership = { v: 1 as const, iss: door.id, owner: settings.owner.jwk, bridge: settings.bridge }
  await door.say('ownership', await signToken(OWNERSHIP, { ...ownership, at: epochMs(Date.now()) }, key))
  if (!settings.goesOn) await door.send([await door.line({ kind: 'genesis', version: 'test' })])
  await door.state()
  await door.rotate()
  return door
}

const doorOver = async (
  client: Client,
  key: SigningKey,
  { manner = 'obey', goesOn }: DoorSettings,
): Promise<DoorClient & { hear(payload: string): void }> => {
  const id = doorIdOf(key)
  const book = await journalOf(key, id, goesOn?.lines() ?? [])
  const commands: Command[] = []
  let nonce = ''
  const say: DoorClient['say'] = (name, payload, slots = {}) => {
    const { qos, retain } = topicOf(name)
    return client.publish(writeTopic(name, { door: id, ...slots }), payload, { qos, retain })
  }
  const receipt: DoorClient['receipt'] = async (request, step, more = {}) => {
    const { n, hash } = book.head()
    const at = epochMs(Date.now())
    const bolt = step === 'opened' ? ('out' as const) : ('home' as const)
    const claims = {
      v: 1 as const,
      iss: id,
      req: request as RequestId,
      step,
      bolt,
      at,
      jn: Math.max(0, n),
      jh: hash,
      ...more,
    }
    await say('receipt', await signToken(RECEIPT, claims, key), { request })
  }
  const send: DoorClient['send'] = (lines) => say('journal', lines.join('\n'))
  const obey = async (command: Command): Promise<void> => {
    if (manner === 'ignore') return
    const request = requestIdOf(command)
    await send([await book.line(intentOf(command))])
    await receipt(request, 'opened')
    if (manner !== 'obey') return
    await send([await book.line({ kind: 'closed', request, opened: true, entered: true, lasted: millis(1) })])
    await receipt(request, 'closed')
  }
  return {
    key,
    id,
    client,
    commands,
    challenge: () => nonce,
    rotate: async () => {
      const fresh = await makeChallenge(key, epochMs(Date.now()))
      nonce = fresh.nonce
      await say('challenge', fresh.token)
    },
    say,
    receipt,
    state: async (more = {}) => say('state', await signToken(STATE, stateOf(id, book.head(), more), key)),
    line: book.line,
    lines: book.lines,
    send,
    hear: (payload) => {
      const command = CommandSchema.parse(JSON.parse(payload))
      commands.push(command)
      // A connection that ends meanwhile ends the answer too.
      obey(command).catch(() => undefined)
    },
    command: async (limit) => {
      const heard = await client.next(writeTopic('command', { door: id }), limit)
      return CommandSchema.parse(JSON.parse(heard.payload))
    },
    end: () => client.end(),
  }
}

const stateOf = (id: DoorId, head: { n: number; hash: Hash }, more: Partial<StateClaims>): StateClaims => ({
  v: 1,
  iss: id,
  at: epochMs(Date.now()),
  bolt: 'home',
  leaf: 'shut',
  visit: false,
  camera: 'absent',
  recording: false,
  viewers: 0,
  alarms: [],
  epoch: 0,
  clock: 'trusted',
  jn: Math.max(0, head.n),
  jh: head.hash,
  version: 'test',
  ...more,
})

const intentOf = (command: Command): Happening => {
  const proof = peekClaims(command.request.proof) as ProofClaims
  const spends = command.request.chain.map((token) => {
    const { jti, exp } = peekClaims(token) as { jti: never; exp: never }
    return { grant: jti, exp }
  })
  return {
    kind: 'intent',
    request: proof.jti,
    act: proof.act,
    holder: proof.iss,
    via: proof.via,
    spends: proof.act === 'unlock' ? spends : [],
    binds: [],
  }
}

/** Signs lines that follow each other. */
const journalOf = async (key: SigningKey, id: DoorId, before: readonly string[]) => {
  const lines = [...before]
  const end = lines.at(-1)
  let head = { n: lines.length - 1, hash: end === undefined ? await hashText(id) : await lineHash(end) }
  const append = async (what: Happening): Promise<string> => {
    const entry: Entry = { v: 1, iss: id, n: head.n + 1, prev: head.hash, at: epochMs(Date.now()), what }
    const signed = await signToken(ENTRY, entry, key)
    head = { n: entry.n, hash: await lineHash(signed) }
    lines.push(signed)
    return signed
  }
  // One after the other, whoever asks: two lines with one number would be a fork.
  let last: Promise<unknown> = Promise.resolve()
  const line = (what: Happening): Promise<string> => {
    const mine = last.then(() => append(what))
    last = mine
    return mine
  }
  return { line, lines: () => lines, head: () => head }
}

/** What the holder of a request hears of it. */
export const receiptOf = async (
  client: Client,
  door: DoorId,
  request: string,
): Promise<{ step?: string; code?: string }> => {
  const heard: Heard = await within(client.next(writeTopic('receipt', { door, request })), 'a receipt')
  return peekClaims(heard.payload) as { step?: string; code?: string }
}
