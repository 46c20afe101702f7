import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clearOthers } from './clear.ts'

const test = suite('packages built before')

test('go when a new one is made, and only those of its name and architecture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-built-'))
  try {
    const stay = [
      'hausrecht-bridge_0.1.0_arm64.deb',
      'hausrecht-device_0.1.0_amd64.deb',
      'hausrecht-device_0.1.0_amd64.parts.json',
      'hausrecht-device_0.1.0~rc1_arm64.deb.txt',
      'hausrecht-device_0.2.0_arm64.deb',
      'hausrecht-device_0.2.0_arm64.parts.json',
      'notes',
    ]
    const go = [
      'hausrecht-device_0.1.0_arm64.deb',
      'hausrecht-device_0.1.0_arm64.parts.json',
      'hausrecht-device_0.2.0.1_arm64.deb',
    ]
    for (const file of [...stay, ...go]) writeFileSync(join(folder, file), '')
    assert.equal(clearOthers(join(folder, 'hausrecht-device_0.2.0_arm64.deb')), go)
    assert.equal(readdirSync(folder).sort(), stay)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
