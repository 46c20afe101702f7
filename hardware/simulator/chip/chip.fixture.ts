// Small programs for the chip's tests, from assembler text. Only tests import it.

import { assemble } from 'avr8js/dist/cjs/utils/assembler.js'
import { HausrechtError } from '#protocol/fault.ts'
import { Chip } from './chip.ts'
import { FLASH_BYTES } from './hex.ts'
import type { Edge } from './pins.ts'

/**
 * `code` starts at `main`; each handler is put behind its vector (word address as in avr8js) and needs its own `reti`.
 * Registers r16 up are free; the stack pointer is set.
 */
export const program = (code: string, handlers: Readonly<Record<number, string>> = {}): Uint16Array => {
  const vectors = Object.keys(handlers).map(Number)
  const text = [
    'jmp main',
    ...vectors.flatMap((vector) => [`_loc ${vector * 2}`, `jmp handler${vector}`]),
    '_loc 256',
    'main:',
    code,
    'end: rjmp end',
    ...vectors.flatMap((vector) => [`handler${vector}:`, handlers[vector] ?? 'reti']),
  ].join('\n')
  const { bytes, errors } = assemble(text)
  if (errors.length > 0) throw new HausrechtError('sim_fixture_broken', errors.join('; '))
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff)
  flash.set(bytes)
  return new Uint16Array(flash.buffer)
}

/** `sts` of constants: register address and value, one after the other. */
export const set = (...pairs: readonly (readonly [address: number, value: number])[]): string =>
  pairs.map(([address, value]) => `ldi r16, ${value}\nsts ${address}, r16`).join('\n')

/** Start-up time after power-on, milliseconds. */
export const BOOT = 65
/** 57600 baud with U2X, the chip's own default line. */
export const SERIAL = set([0xc0, 0x02], [0xc4, 34])

/** A chip and everything it lets out. */
export const watched = (flash: Uint16Array): { chip: Chip; edges: Edge[]; bytes: number[] } => {
  const chip = new Chip({ program: flash })
  const edges: Edge[] = []
  const bytes: number[] = []
  chip.onEdge = (edge) => edges.push(edge)
  chip.onByte = (byte) => bytes.push(byte)
  return { chip, edges, bytes }
}
