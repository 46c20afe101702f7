// Builds rig-servo.hex and rig-relay.hex with Debian's gcc-avr: node --import tsx hardware/firmware/build.ts [FOLDER]
// Same sources and compiler give the same bytes: relative names, no debug information, fixed order.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { HausrechtError } from '#protocol/fault.ts'
import type { Variant } from '../contract/rig.ts'

export const FIRMWARE_FOLDER = fileURLToPath(new URL('.', import.meta.url))
export const VARIANTS: readonly Variant[] = ['servo', 'relay']
export const hexName = (variant: Variant): string => `rig-${variant}.hex`

const FLAGS = [
  '-mmcu=atmega328p',
  '-DF_CPU=16000000UL',
  '-std=gnu11',
  '-Os',
  '-flto',
  '-g0',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-ffunction-sections',
  '-fdata-sections',
  '-fshort-enums',
  '-Wl,--gc-sections',
]
const LIMIT_MS = 60_000
/** The committed hex files come from this compiler (Debian 12, gcc-avr); another gives other bytes. */
export const REFERENCE = '5.4.0'

function run(program: string, args: readonly string[]): string {
  const done = spawnSync(program, args, { cwd: FIRMWARE_FOLDER, encoding: 'utf8', timeout: LIMIT_MS })
  if (done.status === 0) return done.stdout
  const said = done.error ? done.error.message : done.stderr.trim() || `ended with ${done.status ?? done.signal}`
  throw new HausrechtError('firmware_build_failed', `${program}: ${said}`, { cause: done.error })
}

/** Version line of avr-gcc, or undefined where it is not installed. */
export function compiler(): string | undefined {
  const asked = spawnSync('avr-gcc', ['--version'], { encoding: 'utf8', timeout: LIMIT_MS })
  return asked.status === 0 ? asked.stdout.split('\n')[0] : undefined
}

/**
 * Compiles one variant into `folder`.
 * @returns avr-size's account of flash and RAM
 * @throws HausrechtError `firmware_build_failed` with what the compiler said
 */
export function build(variant: Variant, folder: string): string {
  const other = variant === 'servo' ? 'actuator_relay.c' : 'actuator_servo.c'
  const sources = readdirSync(FIRMWARE_FOLDER).filter((name) => name.endsWith('.c') && name !== other)
  const scratch = mkdtempSync(join(tmpdir(), 'hausrecht-firmware-'))
  try {
    const elf = join(scratch, 'rig.elf')
    run('avr-gcc', [...FLAGS, ...(variant === 'relay' ? ['-DRIG_RELAY'] : []), '-o', elf, ...sources.sort()])
    run('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, join(resolve(folder), hexName(variant))])
    return run('avr-size', ['-C', '--mcu=atmega328p', elf])
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? FIRMWARE_FOLDER
  for (const variant of VARIANTS) process.stdout.write(`${hexName(variant)}\n${build(variant, folder)}\n`)
}
