// People who watch a whole house, without a page: WebRTC in a process of its own (it cannot end in order), signalling
// over the bridge as viewers do it, each word of the door opened with the door's key.

import { type ChildProcess, fork } from 'node:child_process'
import type { Session } from '#device/link/session.ts'
import type { FromViewerChild, ToViewer } from '#device/live/rtc/viewer.fixture.ts'
import { hashText } from '#protocol/hash.ts'
import { type SigningKey, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import type { FromDoor, FromViewer } from '#protocol/live/control.ts'
import { SIGNAL_DOWN, SIGNAL_UP, type SignalDown, type SignalUp } from '#protocol/live/signal.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, type RequestId, toSeconds } from '#protocol/units.ts'
import { type Met, visit } from './visitor.ts'
import { until } from './wait.ts'
import type { WholeHouse } from './whole-house.ts'

const LIMIT = 20_000

/** One connection of one viewer. */
export interface Peer {
  readonly sdp: string
  /** Numbers of the pictures that came. */
  readonly numbers: number[]
  readonly said: FromDoor[]
  open: boolean
  closed: boolean
  take(answer: string): void
  /** Whatever it is: a word, or no word at all. */
  say(word: FromViewer | string): void
  close(): void
}

export interface Peers {
  readonly child: ChildProcess
  offer(): Promise<Peer>
  close(): Promise<void>
}

/** Viewers of this test. */
export const openPeers = (): Peers => {
  const child = fork(new URL('../../device/live/rtc/viewer.fixture.ts', import.meta.url), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  })
  const peers = new Map<number, Peer>()
  const offers = new Map<number, string>()
  const ask = (message: ToViewer): void => {
    if (child.connected) child.send(message)
  }
  child.on('message', (message: FromViewerChild) => {
    const peer = peers.get(message.id)
    if (message.is === 'offer') offers.set(message.id, message.sdp)
    if (!peer) return
    if (message.is === 'open') peer.open = true
    if (message.is === 'closed') peer.closed = true
    if (message.is === 'said') peer.said.push(JSON.parse(message.text) as FromDoor)
    if (message.is === 'unit' && message.what !== 'config') peer.numbers.push(message.number)
  })
  let count = 0
  /** One after the other: made at once, in one process, the library tells each candidate once for every connection. */
  let last: Promise<unknown> = Promise.resolve()
  const offerOne = async (): Promise<Peer> => {
    const id = count++
    ask({ do: 'offer', id })
    await until(() => offers.has(id), 'the viewer offers', LIMIT)
    const peer: Peer = {
      ...{ sdp: offers.get(id) ?? '', numbers: [], said: [], open: false, closed: false },
      take: (sdp) => ask({ do: 'answer', id, sdp }),
      say: (word) => ask({ do: 'say', id, text: typeof word === 'string' ? word : JSON.stringify(word) }),
      close: () => ask({ do: 'close', id }),
    }
    peers.set(id, peer)
    return peer
  }
  return {
    child,
    offer: () => {
      const made = last.then(offerOne)
      last = made.catch(() => undefined)
      return made
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
      await gone
      clearTimeout(timer)
    },
  }
}

export interface Watcher {
  readonly key: SigningKey
  readonly session: Session
  /** What the door signed for this viewer, oldest first. */
  readonly heard: readonly SignalDown[]
  /** Raw payloads of everything on this viewer's own topic, forged or not. */
  readonly raw: readonly string[]
  /** Filters that the bridge did not grant. */
  readonly deaf: readonly string[]
  /** Asks to watch. @returns the session's id, and the code of the refusal if it is one */
  ask(): Promise<{ readonly sid: RequestId; readonly code: string | undefined }>
  /** Signs a word; sends it unless told not to. */
  sign(sid: RequestId, what: SignalUp['what'], more?: Partial<SignalUp>, by?: SigningKey): Promise<string>
  send(token: string, peer?: string): Promise<void>
  /** The door's word on this session. */
  word(sid: RequestId, kind: 'answer' | 'end', limit?: number): Promise<SignalDown['what']>
  /** Asks, offers, connects, says hello and waits for a picture. */
  watch(peers: Peers): Promise<{ readonly sid: RequestId; readonly peer: Peer; readonly offer: string }>
}

/** Somebody with a key, and maybe grants, at this house. */
export const watcherAt = async (
  house: WholeHouse,
  key: SigningKey,
  chain: readonly string[] = [],
): Promise<Watcher> => {
  const door = await verifyKey((await house.bridge.store.doors.get(house.id))?.ownership.doorKey ?? key.jwk)
  return watcherOf(house, door, key, chain)
}

/** The same for whoever knows the door's key. */
export const watcherOf = async (
  house: Met,
  door: VerifyKey,
  key: SigningKey,
  chain: readonly string[],
): Promise<Watcher> => {
  const asker = await visit(house, key, chain)
  const session = await house.session(key, chain)
  const heard: SignalDown[] = []
  const raw: string[] = []
  session.onMessage(async (_topic, payload) => {
    raw.push(payload)
    const opened = await openToken(SIGNAL_DOWN, payload, door)
    if (opened.ok && opened.claims.aud === key.thumbprint) heard.push(opened.claims)
  })
  const deaf = await session.subscribe([writeTopic('signalDown', { door: house.id, peer: key.thumbprint })])
  const sign: Watcher['sign'] = (sid, what, more = {}, by = key) => {
    const iat = toSeconds(epochMs(Date.now()))
    return signToken(SIGNAL_UP, { v: 1, iss: by.thumbprint, aud: house.id, sid, iat, what, ...more }, by)
  }
  const send: Watcher['send'] = (token, peer = key.thumbprint) =>
    session.publish(writeTopic('signalUp', { door: house.id, peer }), token, { qos: 1, retain: false })
  const word: Watcher['word'] = async (sid, kind, limit = LIMIT) => {
    const find = () => heard.find((one) => one.sid === sid && one.what.kind === kind)
    const over = () => kind === 'answer' && heard.some((one) => one.sid === sid && one.what.kind === 'end')
    await until(() => find() !== undefined || over(), `the door says ${kind}`, limit)
    if (find() === undefined) throw new Error(`no answer: ${JSON.stringify(heard.filter((one) => one.sid === sid))}`)
    return (find() as SignalDown).what
  }
  const ask: Watcher['ask'] = async () => {
    const sid = (await asker.ask({ proof: { act: 'live' } })) as RequestId
    await until(() => asker.heard.some(({ request }) => request === sid), 'the wish to watch is answered', LIMIT)
    return { sid, code: asker.heard.find(({ request }) => request === sid)?.code }
  }
  return {
    ...{ key, session, heard, raw, deaf, sign, send, word, ask },
    watch: async (peers) => {
      const [peer, { sid, code }] = [await peers.offer(), await ask()]
      if (code !== undefined) throw new Error(`may not watch: ${code}`)
      const offer = await sign(sid, { kind: 'offer', sdp: peer.sdp })
      await send(offer)
      const answer = await word(sid, 'answer')
      if (answer.kind !== 'answer' || answer.re !== (await hashText(offer)))
        throw new Error('an answer to another offer')
      peer.take(answer.sdp)
      await until(() => peer.open, 'the connection', LIMIT)
      peer.say({ say: 'hello', ways: ['channel', 'still'] })
      await until(() => peer.numbers.length > 2, 'pictures', LIMIT)
      return { sid, peer, offer }
    },
  }
}
