// The port that Firmata is given: one line, its bytes handed over in a later turn of the microtask queue (Firmata's
// parser must not be entered twice), and an end to whatever is not a rig's talk.

import { EventEmitter } from 'node:events'
import type { Line } from './line.ts'

/** A rig says at most this much between two STATUS that check, also while it answers the handshake. */
const UNCHECKED_MOST = 4096

export class FirmataTransport extends EventEmitter {
  private readonly line: Line
  private readonly failed: (why: string) => void
  private unchecked = 0
  private dead = false

  constructor(line: Line, failed: (why: string) => void) {
    super()
    this.line = line
    this.failed = failed
    line.listen({
      data: (bytes) => {
        queueMicrotask(() => this.take(bytes))
      },
      gone: (why) => this.fail(why),
    })
  }

  write(bytes: Uint8Array, done?: () => void): void {
    if (!this.dead) this.line.write(bytes)
    done?.()
  }

  /** A STATUS arrived that checks. */
  checked(): void {
    this.unchecked = 0
  }

  /** No byte goes either way any more. */
  end(): void {
    if (this.dead) return
    this.dead = true
    this.line.close()
    this.removeAllListeners()
  }

  private take(bytes: Uint8Array): void {
    if (this.dead) return
    this.unchecked += bytes.length
    if (this.unchecked > UNCHECKED_MOST) {
      this.fail('garbage on the line')
      return
    }
    try {
      this.emit('data', bytes)
    } catch {
      // Firmata's own answers are not made for junk: what it chokes on is not a rig's talk.
      this.fail('garbage on the line')
    }
  }

  private fail(why: string): void {
    if (this.dead) return
    this.end()
    this.failed(why)
  }
}
