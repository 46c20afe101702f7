// Builds rig-servo.hex and rig-relay.hex with Debian's gcc-avr: node --import tsx hardware/firmware/build.ts [FOLDER]
// Same sources and compiler give the same bytes: relative names, no debug information, fixed order.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Variant } from '../contract/rig.ts'

export const FIRMWARE_FOLDER = fileURLToPath(new URL('.', import.meta.url))
export const VARIANTS: readonly Variant[] = ['servo', 'relay']
export const hexName = (variant: Variant): string => `rig-${variant}.hex`

const FLAGS = [
  '-mmcu=atmega328p',
  '-DF_CPU=16000000UL',
  '-std=gnu11',
  '-Os',
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

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { cwd: FIRMWARE_FOLDER, encoding: 'utf8', timeout: LIMIT_MS })

/** Version line of avr-gcc, or undefined where it is not installed. */
export function compiler(): string | undefined {
  try {
    return execFileSync('avr-gcc', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
      '\n',
    )[0]
  } catch {
    return undefined
  }
}

/**
 * Compiles one variant into `folder`.
 * @returns avr-size's account of flash and RAM
 * @throws what the compiler says
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
