// Small programs for the chip's tests, from assembler text. Only tests import it.

import { assemble } from 'avr8js/dist/cjs/utils/assembler.js'
import { HausrechtError } from '#protocol/fault.ts'
import { FLASH_BYTES } from './hex.ts'

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
