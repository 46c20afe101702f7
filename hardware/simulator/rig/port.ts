// One open serial connection as Node libraries expect it: firmata-io takes it as its transport. Dies with the cable;
// a new connection is a new port.

import { EventEmitter } from 'node:events'
import { HausrechtError } from '#protocol/fault.ts'

interface PortEvents {
  data: [bytes: Buffer]
  close: []
  /** Never emitted; listeners may still be set. */
  error: [fault: Error]
  open: []
}

/** Events: `data` (never from inside `write`), `close` (once). */
export class RigPort extends EventEmitter<PortEvents> {
  private opened = true
  private readonly send: (bytes: Uint8Array) => void
  private readonly left: () => void

  constructor(send: (bytes: Uint8Array) => void, left: () => void) {
    super()
    this.send = send
    this.left = left
  }

  get isOpen(): boolean {
    return this.opened
  }

  write(bytes: Uint8Array, done?: (fault?: Error | null) => void): boolean {
    if (!this.opened) {
      const fault = new HausrechtError('sim_port_closed', 'the cable is out or the port was closed: open a new one')
      if (done) queueMicrotask(() => done(fault))
      return false
    }
    this.send(bytes)
    if (done) queueMicrotask(() => done(null))
    return true
  }

  close(done?: (fault?: Error | null) => void): void {
    this.gone()
    if (done) queueMicrotask(() => done(null))
  }

  /** The rig's side: the cable was pulled, or somebody else opened the port. */
  gone(): void {
    if (!this.opened) return
    this.opened = false
    this.left()
    setImmediate(() => this.emit('close'))
  }

  /** The rig's side: bytes from the chip. */
  deliver(bytes: Buffer): void {
    if (this.opened) this.emit('data', bytes)
  }
}
