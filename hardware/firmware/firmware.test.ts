// The committed hex files and header are what the sources give.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contractHeader } from '#hardware/contract/header.ts'
import { build, compiler, FIRMWARE_FOLDER, hexName, REFERENCE, VARIANTS } from './build.ts'

const FLASH_BYTES = 32_768 - 512
const RAM_BYTES = 2_048
/** Deepest stack seen (hardware/README.md) is 79 bytes: leave ten times that. */
const STACK_BYTES = 800
const committed = (name: string): string => readFileSync(join(FIRMWARE_FOLDER, name), 'utf8')

const firmware = suite('firmware: what is committed')

firmware('has the header that the contract writes', () => {
  assert.is(committed('contract.h'), contractHeader(), 'run: node --import tsx hardware/contract/generate.ts')
})

for (const variant of VARIANTS) {
  firmware(`rebuilds ${hexName(variant)} byte for byte and fits the chip`, () => {
    const version = compiler()
    if (version === undefined) {
      process.stdout.write(`skipped: rebuilding ${hexName(variant)} (avr-gcc is not installed: gcc-avr, avr-libc)\n`)
      assert.match(committed(hexName(variant)), /^:10[0-9A-F]{40}\r?\n/)
      return
    }
    const folder = mkdtempSync(join(tmpdir(), 'hausrecht-hex-'))
    try {
      const sizes = build(variant, folder)
      const bytes = (name: string): number => Number(new RegExp(`${name}: +(\\d+) bytes`).exec(sizes)?.[1])
      assert.ok(bytes('Program') < FLASH_BYTES, `${bytes('Program')} bytes of flash`)
      assert.ok(bytes('Data') < RAM_BYTES - STACK_BYTES, `${bytes('Data')} bytes of RAM`)
      if (!version.endsWith(REFERENCE)) {
        process.stdout.write(`skipped: comparing ${hexName(variant)} (made with ${REFERENCE}, here is ${version})\n`)
        return
      }
      assert.is(
        readFileSync(join(folder, hexName(variant)), 'utf8'),
        committed(hexName(variant)),
        `built with ${version}; run: node --import tsx hardware/firmware/build.ts`,
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}

firmware.run()
