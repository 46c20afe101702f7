import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SKEW_MOST } from '#protocol/limits.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { mqttUrl } from './connecting.ts'
import { retryAfter } from './retry.ts'
import { aheadByDate, createTime } from './time.ts'

const test = suite('time and tries')

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 23, 10)

test('a phone that is a day wrong signs with the bridge’s time, near enough for every check', () => {
  fc.assert(
    fc.property(fc.integer({ min: -3 * DAY, max: 3 * DAY }), fc.nat(2000), (wrong, way) => {
      let at = NOW
      const time = createTime(() => at + wrong)
      const asked = epochMs(at + wrong)
      at += way
      // The bridge answers half-way, in whole seconds.
      const date = new Date(Math.floor((NOW + way / 2) / 1000) * 1000).toUTCString()
      time.heardDate(date, asked, epochMs(at + wrong))
      const off = Math.abs(time.now() - at)
      assert.ok(off < SKEW_MOST, `${off} ms off`)
    }),
  )
})

test('a right clock is left alone, and what is no date says nothing', () => {
  const time = createTime(() => NOW)
  time.heardDate(new Date(NOW).toUTCString(), epochMs(NOW), epochMs(NOW + 40))
  assert.is(time.now(), NOW)
  time.heardDate('yesterday-ish', epochMs(NOW), epochMs(NOW))
  time.heardDate(null, epochMs(NOW), epochMs(NOW))
  assert.is(time.now(), NOW)
  assert.is(aheadByDate(null, epochMs(0), epochMs(0)), undefined)
})

test('tries come at longer and longer times, at most half a minute apart, and never at once', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = retryAfter(failures, random)
      assert.ok(wait >= 125 && wait <= 30_000)
    }),
  )
  assert.ok(retryAfter(0, 1) < retryAfter(3, 0))
  assert.equal(retryAfter(50, 1), millis(30_000))
})

test('MQTT is spoken at the page’s own origin', () => {
  assert.is(mqttUrl('https://door.example.org'), 'wss://door.example.org/mqtt')
  assert.is(mqttUrl('http://127.0.0.1:8080'), 'ws://127.0.0.1:8080/mqtt')
})

test.run()
