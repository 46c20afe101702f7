// Talks to a running simulator's control socket: for the command line, the whole-system tests and the benches.

import { createConnection, type Socket } from 'node:net'
import { HausrechtError } from '#protocol/fault.ts'
import type { SimCommand } from './rig/command.ts'
import { parseAddress } from './server/address.ts'
import type { ControlAnswer, ControlEvent, ControlState } from './server/control.ts'

export type { SimCommand } from './rig/command.ts'
export type { ControlAnswer, ControlEvent, ControlState } from './server/control.ts'

const ANSWER_MS = 5_000
const LINE_MAX = 262_144

const gone = (cause?: unknown): HausrechtError =>
  new HausrechtError('sim_unreachable', 'the simulator does not answer: is `npm run sim` or `npm start` running?', {
    cause,
  })

interface Waiting {
  readonly answer: (answer: ControlAnswer) => void
  readonly fail: (fault: HausrechtError) => void
  readonly timer: NodeJS.Timeout
}

export class ControlClient {
  private readonly socket: Socket
  private readonly waiting = new Map<number, Waiting>()
  private readonly listeners = new Set<(event: ControlEvent) => void>()
  private next = 1
  private text = ''

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (piece) => this.hear(String(piece)))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      for (const { fail } of [...this.waiting.values()]) fail(gone())
    })
  }

  /**
   * @param address `127.0.0.1:PORT` or `unix:/path`
   * @throws HausrechtError sim_unreachable, sim_address_unknown, sim_not_loopback
   */
  static connect(address: string): Promise<ControlClient> {
    const parsed = parseAddress(address)
    const socket = createConnection(parsed.kind === 'tcp' ? { ...parsed, noDelay: true } : { path: parsed.path })
    return new Promise((done, failed) => {
      socket.setTimeout(ANSWER_MS, () => socket.destroy(gone()))
      socket.once('error', (cause) => failed(gone(cause)))
      socket.once('connect', () => {
        socket.setTimeout(0)
        done(new ControlClient(socket))
      })
    })
  }

  /** The answer has `ok: false` and `why` when the world refuses; the state is that afterwards. */
  do(command: SimCommand): Promise<ControlAnswer> {
    return this.ask(command)
  }

  async observe(edges = false): Promise<ControlState> {
    return (await this.ask({ do: 'observe', edges })).state
  }

  /** Every discrete change from now on; with `edges` the bolt pin's too. */
  async watch(listener: (event: ControlEvent) => void, edges = false): Promise<void> {
    this.listeners.add(listener)
    await this.ask({ do: 'watch', edges })
  }

  close(): void {
    this.socket.destroy()
  }

  private ask(message: object): Promise<ControlAnswer> {
    if (this.socket.destroyed) return Promise.reject(gone())
    const id = this.next++
    return new Promise((answer, failed) => {
      const fail = (fault: HausrechtError): void => {
        clearTimeout(timer)
        this.waiting.delete(id)
        failed(fault)
      }
      const timer = setTimeout(() => fail(gone()), ANSWER_MS)
      this.waiting.set(id, { answer, fail, timer })
      this.socket.write(`${JSON.stringify({ ...message, id })}\n`)
    })
  }

  private hear(piece: string): void {
    this.text += piece
    if (this.text.length > LINE_MAX) this.socket.destroy()
    for (let end = this.text.indexOf('\n'); end >= 0; end = this.text.indexOf('\n')) {
      const line = this.text.slice(0, end)
      this.text = this.text.slice(end + 1)
      this.take(JSON.parse(line) as ControlAnswer | ControlEvent)
    }
  }

  private take(message: ControlAnswer | ControlEvent): void {
    if ('event' in message) {
      for (const listener of this.listeners) listener(message)
      return
    }
    const waiting = this.waiting.get(message.id ?? -1)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.waiting.delete(message.id ?? -1)
    waiting.answer(message)
  }
}
