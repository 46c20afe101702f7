// Bytes to and from a rig that was just opened. A line dies once and for all; a new connection is a new line, so
// that nothing written to the old one can ever arrive late.

import type { EventEmitter } from 'node:events'

export interface LineHears {
  data(bytes: Uint8Array): void
  /** Once; nothing comes after it. */
  gone(why: string): void
}

export interface Line {
  /** Hands the bytes over in this very turn; a dead line drops them. */
  write(bytes: Uint8Array): void
  listen(hears: LineHears): void
  /** Ends it; `gone` is not called. */
  close(): void
}

/** Opens a fresh line. Rejects when there is none to be had now. */
export type Dial = () => Promise<Line>

/** A serial port, a socket, or the simulator's port. */
export interface Wire extends EventEmitter {
  write(bytes: Uint8Array): unknown
  /** Bytes that wait to be taken. */
  readonly writableLength?: number
}

/** The rig takes 25,000 bytes a second; one that lets this much wait is not reading. */
const WAITING_MOST = 1024

/** @param end closes the wire for good, in whatever state it is */
export function lineOver(wire: Wire, end: () => void): Line {
  let hears: LineHears | undefined
  let dead = false
  const die = (why: string): void => {
    if (dead) return
    dead = true
    end()
    hears?.gone(why)
  }
  wire.on('data', (bytes: Uint8Array) => {
    if (!dead) hears?.data(bytes)
  })
  wire.on('close', () => die('the connection closed'))
  wire.on('end', () => die('the connection ended'))
  wire.on('error', (fault: Error) => die(fault.message))
  return {
    write: (bytes) => {
      if (dead) return
      if ((wire.writableLength ?? 0) > WAITING_MOST) die('the rig does not read')
      else wire.write(bytes)
    },
    listen: (listener) => {
      hears = listener
    },
    close: () => {
      if (dead) return
      dead = true
      end()
    },
  }
}
