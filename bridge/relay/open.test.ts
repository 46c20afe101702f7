import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs, type Thumbprint } from '#protocol/units.ts'
import { readConfig } from '../config/config.ts'
import { openRelays } from './open.ts'

const test = suite<{ folder: string; secret: string }>('relay settings')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-relay-'))
  context.secret = join(context.folder, 'secret')
})
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true })
})

const urls = ['turn:relay.example.org:3478']
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'no fault'
  } catch (error) {
    return error instanceof HausrechtError ? error.code : String(error)
  }
}

test('name no relay of themselves, so that nobody third is asked', () => {
  const { relay } = readConfig('data = "here"', 'bridge.toml')
  assert.equal(relay.urls, [])
  assert.is(openRelays(relay), undefined)
})

test('need a secret for a relay, in a file that nobody else may read', ({ secret }) => {
  const wanting = codeOf(() => readConfig('data = "here"\n[relay]\nurls = ["turn:relay.example.org"]', 'bridge.toml'))
  assert.is(wanting, 'settings_wrong')
  const settings = { urls, secret, minutes: 10 }
  assert.is(
    codeOf(() => openRelays(settings)),
    'relay_secret_missing',
  )
  writeFileSync(secret, 'shared\n', { mode: 0o600 })
  assert.is(
    codeOf(() => openRelays(settings)),
    'no fault',
  )
  chmodSync(secret, 0o644)
  assert.is(
    codeOf(() => openRelays(settings)),
    'key_exposed',
  )
})

test('take a STUN server of one’s own without any secret', () => {
  const lent = openRelays({ urls: ['stun:stun.example.org'], secret: '', minutes: 1 })?.lend(
    'V'.repeat(43) as Thumbprint,
    epochMs(0),
  )
  assert.equal(lent?.urls, ['stun:stun.example.org'])
})

test('refuse what is no address of a relay', () => {
  for (const url of ['https://relay.example.org', 'turn:', 'turn:a b', 'turn:relay.example.org?transport=sctp'])
    assert.is(
      codeOf(() => readConfig(`data = "x"\n[relay]\nurls = ["${url}"]\nsecret = "s"`, 'b')),
      'settings_wrong',
      url,
    )
})

test.run()
