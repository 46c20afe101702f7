import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPin } from './scrypt.ts'
import { openPinStore } from './store.ts'

const test = suite<{ folder: string; path: string }>('PIN store')
test.before.each((scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-pins-'))
  scene.path = join(scene.folder, 'pins.json')
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

test('knows a PIN in its slot only, again after a start, and no more when it is removed', async ({ path }) => {
  const store = await openPinStore(path)
  await store.set(3, await hashPin('246810'))
  assert.ok(await store.check(3, '246810'))
  assert.not(await store.check(3, '246811'))
  assert.not(await store.check(4, '246810'))
  const again = await openPinStore(path)
  assert.is(again.problem, undefined)
  assert.ok(await again.check(3, '246810'))
  await again.remove(3)
  assert.not(await again.check(3, '246810'))
  assert.not(await (await openPinStore(path)).check(3, '246810'))
})

test('keeps hashes alone, in a file for nobody else', async ({ folder, path }) => {
  const store = await openPinStore(path)
  await Promise.all([store.set(0, await hashPin('135791')), store.set(1, await hashPin('135791'))])
  const text = readFileSync(path, 'utf8')
  assert.not.match(text, /135791/)
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.equal(readdirSync(folder), ['pins.json'])
  const { pins } = JSON.parse(text) as { pins: { salt: string; hash: string }[] }
  assert.is(pins.length, 2)
  assert.is.not(pins[0]?.salt, pins[1]?.salt)
  assert.is.not(pins[0]?.hash, pins[1]?.hash)
  chmodSync(path, 0o644)
  await openPinStore(path)
  assert.is(statSync(path).mode & 0o777, 0o600)
})

test('opens with no PIN, and says why, over any file that is none of its own', async ({ path }) => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.constant('{"v":1,"pins":[{"slot":12}]}')), async (text) => {
      writeFileSync(path, text)
      const store = await openPinStore(path)
      assert.is(store.problem?.code, 'pins_unreadable')
      assert.not(store.problem?.message.includes(text) && text.length > 8)
    }),
    { numRuns: 50 },
  )
})

test('takes as long for a wrong PIN or an empty slot as for a right one', async ({ path }) => {
  const store = await openPinStore(path)
  await store.set(3, await hashPin('246810'))
  const time = async (slot: number, pin: string): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const start = performance.now()
      await store.check(slot, pin)
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  const right = await time(3, '246810')
  const wrong = await time(3, '999999')
  const empty = await time(5, '246810')
  for (const other of [wrong, empty]) {
    // The machine is shared: what must not happen is an answer without the work.
    assert.ok(other > right * 0.4 && other < right * 2.5, `${right} ms right, ${other} ms otherwise`)
  }
})

test.run()
