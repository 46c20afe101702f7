import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { openVapid } from './vapid.ts'

const test = suite<{ folder: string; file: string }>('key for push services')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-push-'))
  context.file = join(context.folder, 'push-key.json')
})
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true })
})

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'no fault'
  } catch (error) {
    return error instanceof HausrechtError ? error.code : String(error)
  }
}

test('is made at the first start, the same ever after, and for nobody else to read', ({ file }) => {
  const key = openVapid(file)
  assert.equal(openVapid(file), key)
  assert.is(statSync(file).mode & 0o777, 0o600)
})

test('is not taken from a file that others may read, nor made anew over a damaged one', ({ file }) => {
  const { privateKey } = openVapid(file)
  chmodSync(file, 0o644)
  assert.is(
    codeOf(() => openVapid(file)),
    'key_exposed',
  )
  chmodSync(file, 0o600)
  writeFileSync(file, `{"publicKey":"short","privateKey":"${privateKey}"}`)
  assert.is(
    codeOf(() => openVapid(file)),
    'key_damaged',
  )
  try {
    openVapid(file)
  } catch (error) {
    assert.not.match(`${String(error)}${String((error as Error).cause)}`, new RegExp(privateKey))
  }
})

test.run()
