// One client's connection with its limits: what comes in is framed and counted before the broker sees a byte,
// what goes out never makes a publisher wait for a slow reader: the reader is dropped instead.

import { Duplex } from 'node:stream'
import type { Millis } from '#protocol/units.ts'
import { type Bucket, type Rate, take } from '../access/bucket.ts'
import { type FrameProblem, type Framing, NO_FRAMES, scanFrames } from './frames.ts'

export interface WireLimits {
  /** Most bytes of one packet. Until a key was shown: of CONNECT. */
  readonly largest: number
  /** Bytes taken in all before a key was shown. */
  readonly beforeKey: number
  /** Bytes that may wait for a slow reader. */
  readonly unsent: number
  readonly packets: Rate
}

export type WireProblem = FrameProblem | 'slow_reader' | 'too_many_packets' | 'too_much_before_key'

export class Wire extends Duplex {
  readonly address: string
  readonly #under: Duplex
  readonly #limits: WireLimits
  readonly #monotonic: () => Millis
  readonly #trouble: (problem: WireProblem) => void
  #largest: number
  #framing: Framing = NO_FRAMES
  #bucket: Bucket | undefined
  #beforeKey = 0
  #known = false

  constructor(
    under: Duplex,
    address: string,
    limits: WireLimits,
    monotonic: () => Millis,
    trouble: (problem: WireProblem) => void,
  ) {
    // Above anything that `unsent` lets wait, so that `write` never says no to the broker.
    super({ allowHalfOpen: false, writableHighWaterMark: limits.unsent * 4 })
    this.address = address
    this.#under = under
    this.#limits = limits
    this.#monotonic = monotonic
    this.#trouble = trouble
    this.#largest = limits.largest
    under.on('data', (chunk: Buffer) => this.#take(chunk))
    under.on('end', () => this.push(null))
    under.on('error', (error) => this.destroy(error))
    under.on('close', () => this.destroy())
  }

  /** The client has shown its key: from here on packets of what its roles may send. */
  known(largest: number): void {
    this.#known = true
    this.#largest = largest
  }

  /** Ends it at once. */
  dropFor(problem: WireProblem): void {
    if (this.destroyed) return
    this.#trouble(problem)
    this.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return
    const problem = this.#count(chunk)
    if (problem) this.dropFor(problem)
    else if (!this.push(chunk)) this.#under.pause()
  }

  #count(chunk: Buffer): WireProblem | undefined {
    const before = this.#framing.packets
    const framing = scanFrames(this.#framing, chunk, this.#largest)
    if (typeof framing === 'string') return framing
    this.#framing = framing
    if (!this.#known) {
      this.#beforeKey += chunk.length
      if (this.#beforeKey > this.#limits.beforeKey) return 'too_much_before_key'
    }
    const begun = framing.packets - before
    if (begun === 0) return undefined
    this.#bucket = take(this.#bucket, this.#limits.packets, this.#monotonic(), begun)
    return this.#bucket ? undefined : 'too_many_packets'
  }

  override _read(): void {
    this.#under.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#under.write(chunk)
    this.#sent(done)
  }

  // One packet is several small pieces: together they are one system call and, without Nagle, one segment.
  override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
    this.#under.cork()
    for (const { chunk } of pieces) this.#under.write(chunk)
    this.#under.uncork()
    this.#sent(done)
  }

  #sent(done: () => void): void {
    done()
    if (this.#under.writableLength > this.#limits.unsent) this.dropFor('slow_reader')
  }

  override _final(done: () => void): void {
    this.#under.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#under.destroy()
    done(error)
  }
}
