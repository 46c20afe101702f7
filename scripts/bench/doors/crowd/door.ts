// One idle door: connects as a real one does, says whose it is, hands over its short journal, then says a fresh
// challenge each 15 s and its state each minute. It obeys nothing: nobody asks it.

import { createConnection, type Socket } from 'node:net'
import { CHALLENGE_LIFETIME, CHALLENGE_ROTATION } from '#protocol/limits.ts'
import { type TopicName, topicOf, writeTopic } from '#protocol/topics.ts'
import { epochMs, type Hash, type Thumbprint } from '#protocol/units.ts'
import { calmState } from '#test/support/calm-state.ts'
import { CONNACK, connect, PUBACK, publish, read, SUBACK, subscribe } from './packets.ts'
import { fresh, makeSigner, type Signer, sha256, somebody } from './signer.ts'

const HEARS = ['revocations', 'journalHead', 'order', 'command'] as const satisfies readonly TopicName[]
const KEEPALIVE_SECONDS = 20
const STATE_EACH = 60_000
const VERSION = 'bench'

export interface Place {
  readonly port: number
  readonly bridge: Thumbprint
  /** The door's own address, as doors have. */
  readonly address: string
}

class IdleDoor {
  readonly #signer: Signer = makeSigner()
  readonly #place: Place
  readonly #socket: Socket
  readonly #head: Hash
  readonly #lines: readonly string[]
  #packet = 0
  #rest: Buffer = Buffer.alloc(0)
  #hear: (type: number, code: number) => void = () => undefined

  constructor(place: Place, lost: () => void) {
    this.#place = place
    this.#lines = this.#journal()
    this.#head = sha256(this.#lines.at(-1) ?? '') as Hash
    const { port, address } = place
    this.#socket = createConnection({ host: '127.0.0.1', port, localAddress: address, noDelay: true })
    this.#socket.on('data', (bytes) => this.#take(bytes))
    this.#socket.on('error', () => this.#socket.destroy())
    this.#socket.once('close', lost)
  }

  /** Connected, subscribed and known. */
  async begin(): Promise<void> {
    const { door } = this.#signer
    const { bridge } = this.#place
    const iat = Math.floor(Date.now() / 1000)
    const claims = { v: 1, iss: door, aud: bridge, jti: fresh(), iat, cid: door, chain: [] }
    this.#socket.write(connect(door, door, this.#signer.token('connect+jwt', claims, true), KEEPALIVE_SECONDS))
    await this.#answer(CONNACK)
    const filters = HEARS.map((name) => writeTopic(name, { door }))
    this.#socket.write(subscribe(this.#id(), filters))
    await this.#answer(SUBACK)
    const owner = somebody()
    this.#say(
      'ownership',
      this.#signer.token('ownership+jwt', { v: 1, iss: door, owner, bridge, at: Date.now() }, true),
    )
    // One after the other, as a door does: before the bridge knows whose it is, the rest means nothing to it.
    await this.#answer(PUBACK)
    this.#rotate()
    await this.#answer(PUBACK)
    this.#state()
    await this.#answer(PUBACK)
    this.#say('journal', this.#lines.join('\n'))
    await this.#answer(PUBACK)
  }

  /** From here on it rotates, beginning somewhere in the first turn, as doors that were started at different times. */
  live(): void {
    const each = (span: number, work: () => void): void => {
      setTimeout(() => {
        work()
        setInterval(work, span)
      }, Math.random() * span)
    }
    each(CHALLENGE_ROTATION, () => this.#rotate())
    each(STATE_EACH, () => this.#state())
  }

  #rotate(): void {
    const claims = { v: 1, iss: this.#signer.door, chl: fresh(), at: Date.now(), life: CHALLENGE_LIFETIME }
    this.#say('challenge', this.#signer.token('challenge+jwt', claims))
  }

  #state(): void {
    const journal = { jn: this.#lines.length - 1, jh: this.#head, version: VERSION }
    const claims = calmState(this.#signer.door, epochMs(Date.now()), journal)
    this.#say('state', this.#signer.token('state+jwt', claims))
  }

  #journal(): string[] {
    const { door } = this.#signer
    const kinds = [
      { kind: 'genesis', version: VERSION },
      { kind: 'boot', version: VERSION },
      { kind: 'rig', connected: true },
      { kind: 'link', connected: true },
    ]
    const lines: string[] = []
    for (const [n, what] of kinds.entries()) {
      lines.push(
        this.#signer.token('journal+jwt', {
          v: 1,
          iss: door,
          n,
          prev: sha256(lines.at(-1) ?? door),
          at: Date.now(),
          what,
        }),
      )
    }
    return lines
  }

  #say(name: TopicName, payload: string): void {
    if (this.#socket.destroyed) return
    const topic = writeTopic(name, { door: this.#signer.door })
    this.#socket.write(publish(this.#id(), topic, payload, topicOf(name).retain))
  }

  #id(): number {
    this.#packet = (this.#packet % 0xffff) + 1
    return this.#packet
  }

  #answer(wanted: number): Promise<void> {
    return new Promise((resolve) => {
      this.#hear = (type, code) => {
        if (type === wanted && !(type === CONNACK && code !== 0)) resolve()
      }
    })
  }

  #take(bytes: Buffer): void {
    const { packets, answers, rest } = read(this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes)
    // A copy: else a few bytes keep the whole chunk.
    this.#rest = Buffer.from(rest)
    if (answers.length > 0) this.#socket.write(Buffer.concat(answers))
    for (const { type, code } of packets) this.#hear(type, code)
  }
}

/** @param lost called once when its connection is over, however it ends */
export const startDoor = async (place: Place, lost: () => void): Promise<IdleDoor> => {
  const door = new IdleDoor(place, lost)
  await door.begin()
  return door
}
