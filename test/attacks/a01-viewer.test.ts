// Attack 1, the viewer's side: the picture stops and the page goes on showing it, as the app did in 2017 (Rhino
// Security Labs on Amazon Key). The whole way: drawn camera, door, bridge, the page as it is built, in Chromium.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Device, hasChromium } from '#test/support/browser.ts'
import { laidBetween, look, markedAfter, moves, openPageHouse, type PageHouse } from '#test/support/page-house.ts'
import { GOOD_PATH, openPath } from '#test/support/udp-path.ts'
import { until } from '#test/support/wait.ts'

/** Two seconds, and what a loaded machine adds to a turn of the page's own clock. */
const MARKED_WITHIN = 2600
/** A frozen camera goes on to deliver: the door has to see the same picture for a while before it says so. */
const FROZEN_WITHIN = 6000
const LIMIT = 25_000

const freeze = suite<{ there: PageHouse; device: Device }>('attack 1: the viewer')

freeze.before(async (context) => {
  if (!hasChromium) return
  context.there = await openPageHouse()
  context.device = await context.there.device()
  await context.there.enter(context.device)
  await context.there.watch(context.device)
})
freeze.after(async ({ there }) => {
  await there?.close()
})
freeze.before.each(async ({ device }) => {
  if (device) await moves(device)
})

/** Stopped where it stands: alive to everybody who asks, and silent. */
const stop = (pid: number): void => void process.kill(pid, 'SIGSTOP')
/** Unless the door made a fresh one instead. */
const goOn = (pid: number): void => {
  try {
    process.kill(pid, 'SIGCONT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

if (hasChromium) {
  for (const name of ['live', 'camera'] as const) {
    freeze(
      `shows within two seconds that the ${name} process stands still; the owner opens all the same`,
      async ({ there, device }) => {
        const pid = await there.at.child(name)
        const bolt = () => there.at.house.rig.observe().tally.boltLeftHome
        stop(pid)
        try {
          const took = await markedAfter(device)
          assert.ok(took < MARKED_WITHIN, `marked after ${took} ms`)
          assert.match((await look(device)).mark, 'STALE')
          const before = bolt()
          await device.page.getByRole('button', { name: 'Unlock', exact: true }).click()
          await device.page.getByRole('button', { name: 'Unlock now' }).click()
          await until(() => bolt() > before, 'the bolt moves', LIMIT)
        } finally {
          goOn(pid)
        }
        await moves(device)
      },
    )
  }

  freeze('shows that the camera delivers one picture again and again, and why', async ({ there, device }) => {
    await there.at.scene({ mood: 'frozen' })
    const took = await markedAfter(device)
    assert.ok(took < FROZEN_WITHIN, `marked after ${took} ms`)
    await until(async () => /stands still/.test((await look(device)).text), 'the page says why', LIMIT)
    await there.at.scene({ mood: 'clear' })
    await moves(device)
    assert.equal(device.broken, [])
  })

  freeze(
    'shows within two seconds that the path is cut while bridge and door are there, and finds another',
    async ({ there }) => {
      const path = await openPath()
      const device = await there.device({ before: laidBetween(path) })
      try {
        await device.page.exposeFunction('through', (sdp: string) => path.through('door', sdp))
        await there.enter(device)
        await there.watch(device)
        assert.ok(path.counts().taken > 20, 'the pictures run over the path')
        path.set({ ...GOOD_PATH, out: true })
        const took = await markedAfter(device)
        assert.ok(took < MARKED_WITHIN, `marked after ${took} ms`)
        await device.page.getByText('Connected', { exact: true }).waitFor()
        path.set(GOOD_PATH)
        await moves(device)
        // Nothing comes this way any more; what is asked for from now on goes another one.
        await device.page.evaluate('globalThis.path = false; undefined')
        path.set({ ...GOOD_PATH, out: true })
        await until(async () => (await look(device)).stale, 'the mark', LIMIT)
        await moves(device)
        assert.equal(device.broken, [])
      } finally {
        await device.context.close()
        path.close()
      }
    },
  )
} else freeze('needs Chromium (apt-get install chromium)', () => undefined)

freeze.run()
