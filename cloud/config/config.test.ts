import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HausrechtError } from '#protocol/fault.ts'
import { readConfig } from './config.ts'

const OWNER = 'A'.repeat(43)
const least = `key = "k"\nowners = ["${OWNER}"]`
const folder = '[store]\nfolder = "f"'

/** Paths of the keys that are wrong. */
const wrongIn = (toml: string): string[] => {
  try {
    readConfig(toml, 'cloud.toml')
    return []
  } catch (error) {
    const { code, message } = error as HausrechtError
    assert.is(code, 'settings_wrong')
    return message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(':')[0] ?? '')
  }
}

const test = suite('settings of the clip service')

test('needs a key, a store and somebody to serve, and has the promised defaults', () => {
  const config = readConfig(`${least}\n${folder}`, 'cloud.toml')
  assert.equal([config.quota, config.retention, config.sweep], [50_000_000_000, 30, 3_600_000])
  assert.equal([config.listen, config.open], ['127.0.0.1:8643', false])
  assert.equal(wrongIn('').sort(), ['key', 'owners', 'store'])
  assert.equal(wrongIn(`key = "k"\nopen = true\n${folder}`), [])
})

test('refuses to be heard beyond this machine without TLS', () => {
  for (const host of ['0.0.0.0', '192.168.1.5', '[::]']) {
    assert.equal(wrongIn(`${least}\nlisten = "${host}:0"\n${folder}`), ['listen'])
    assert.equal(wrongIn(`${least}\nlisten = "${host}:0"\n[tls]\ncert = "c"\nkey = "k"\n${folder}`), [])
  }
  assert.equal(wrongIn(`${least}\n[tls]\ncert = "c"\n${folder}`), ['tls.key'])
})

test('wants one store, whole', () => {
  const s3 = '[store.s3]\nendpoint = "https://s3.example"'
  const rest = 'bucket = "clips"\naccessKeyFile = "a"\nsecretKeyFile = "s"'
  assert.equal(wrongIn(`${least}\n${s3}\n${rest}`), [])
  assert.equal(wrongIn(`${least}\n${folder}\n${s3}\n${rest}`), ['store'])
  assert.equal(
    wrongIn(`${least}\n${s3}`).sort(),
    ['accessKeyFile', 'bucket', 'secretKeyFile'].map((key) => `store.s3.${key}`),
  )
})

test('tells every wrong key at once, with its full path', () => {
  const toml = `key = ""\ncolour = "red"\nowners = ["me"]\nretention = 0\n[limits]\nburst = 1.5\n[log]\nlevel = "loud"\n${folder}`
  assert.equal(wrongIn(toml).sort(), ['colour', 'key', 'limits.burst', 'log.level', 'owners.0', 'retention'])
})

test.run()
