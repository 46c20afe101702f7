// The serial line between Pi and chip, with what can go wrong on it: cut, noise, silence, a dead heartbeat.
// Owns bytes only, in both directions; time and speed are the chip's.

import { COMMAND, END_SYSEX, START_SYSEX } from '#hardware/contract/rig.ts'

/** Bytes kept for a Pi that does not read; the oldest go first. */
const OUT_MAX = 65_536

/** Repeatable noise: the same seed gives the same bytes (mulberry32). */
export const randomBytes = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 0xff
  }
}

export class Line {
  plugged = true
  /** Bytes to the chip vanish. */
  deaf = false
  /** Heartbeats to the chip vanish, everything else passes. */
  heartbeatKilled = false
  /** Share of bytes, in both directions, that arrive as something else: 0..1. */
  errorRate = 0
  private random = randomBytes(1)
  private out: number[] = []
  /** Inside a message that is being looked at or dropped. */
  private held: number[] = []
  private dropping = false

  /** What of the Pi's bytes reaches the chip. */
  toChip(bytes: Iterable<number>): number[] {
    if (!this.plugged || this.deaf) return []
    const passed = this.heartbeatKilled || this.held.length > 0 ? this.withoutHeartbeats(bytes) : [...bytes]
    return this.errorRate > 0 ? passed.map((byte) => this.spoiled(byte)) : passed
  }

  fromChip(byte: number): void {
    if (!this.plugged) return
    if (this.out.length >= OUT_MAX) this.out.splice(0, OUT_MAX / 2)
    this.out.push(this.errorRate > 0 ? this.spoiled(byte) : byte)
  }

  get waiting(): boolean {
    return this.out.length > 0
  }

  /** The chip's bytes since the last call. */
  take(): Buffer {
    const bytes = Buffer.from(this.out)
    this.out = []
    return bytes
  }

  reseed(seed: number): void {
    this.random = randomBytes(seed)
  }

  noise(count: number): number[] {
    return Array.from({ length: count }, () => this.random())
  }

  private spoiled(byte: number): number {
    return (this.random() * 256 + this.random()) / 65_536 < this.errorRate ? this.random() : byte
  }

  /** START_SYSEX waits for the byte after it, which tells whether this is a heartbeat. */
  private withoutHeartbeats(bytes: Iterable<number>): number[] {
    const passed: number[] = []
    for (const byte of bytes) {
      if (this.dropping) {
        this.dropping = byte !== END_SYSEX
      } else if (this.held.length > 0) {
        this.dropping = byte === COMMAND.HEARTBEAT && this.heartbeatKilled
        if (!this.dropping) passed.push(...this.held, byte)
        this.held = []
      } else if (byte === START_SYSEX) this.held = [byte]
      else passed.push(byte)
    }
    return passed
  }
}
