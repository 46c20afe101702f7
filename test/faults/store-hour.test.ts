// The clip service is down for an hour while clips are waiting. It is asked seldom and without end, nothing is lost or
// sent twice, and all of it goes within a minute of its being back. The hour goes by at the hand of the test.

import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { partOf, record } from '#device/clips/spool/spool.fixture.ts'
import { withWorld } from '#device/clips/upload/uploader.fixture.ts'
import { handClock } from '#device/clock/hands.fixture.ts'
import { epochMs, millis } from '#protocol/units.ts'

const test = suite('a clip service that is down for an hour')
const HOUR = 3_600_000
const STEP = 2000
/** A try each fifteen seconds, when luck makes every wait its shortest, and those of the beginning. */
const ASKED_MOST = 260

test('is asked now and then, and has everything soon after it is back', () => {
  const clock = handClock(epochMs(1_767_225_600_000))
  return withWorld(
    async ({ spool, service, uploader }) => {
      service.mood = () => ({ do: 'answer', status: 503 })
      const clips = [await record(spool, 3, { jn: 1 }), await record(spool, 3, { jn: 2 })]
      const running = await record(spool, 2, { jn: 3, end: false })
      for (let past = 0; past < HOUR; past += STEP) {
        clock.pass(STEP)
        // An answer takes real time.
        await sleep(1)
        if (past === HOUR / 2) await spool.write(running, 2, partOf(running, 2))
      }
      const asked = service.asked.length
      assert.ok(asked > 60 && asked < ASKED_MOST, `asked ${asked} times in an hour`)
      assert.is(uploader.status().trouble, 'http_503')
      assert.equal(service.order, [])

      service.mood = () => undefined
      const before = clock.monotonic()
      const all = 1 + clips.length * 5 + 4
      for (let tries = 0; service.stored.size < all && tries < 500; tries += 1) {
        clock.pass(250)
        await sleep(5)
      }
      assert.is(service.stored.size, all, service.order.join())
      assert.ok(clock.monotonic() - before <= 120_000, `after ${clock.monotonic() - before} ms`)
      assert.ok(service.stored.get(`clips/${running}/parts/2`)?.equals(partOf(running, 2)))
      assert.is(new Set(service.order).size, service.order.length, 'nothing twice')
      assert.equal(spool.drops, [])
    },
    // By its own limits every request would be late: an hour here is a second there.
    { parts: { clock, stillMost: millis(HOUR) } },
  )
})

test.run()
