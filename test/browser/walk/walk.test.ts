// Both apps, walked through page by page in both languages against a whole simulated house. With `--long` each screen is
// seen on phone and desktop, light and dark; the pictures lie in .hausrecht/screenshots.

import type { Browser } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { say as access } from '#bridge/web/access/words.ts'
import { say as door } from '#bridge/web/door/words.ts'
import { say as player } from '#bridge/web/player/words.ts'
import { say as shell } from '#bridge/web/shell/words.ts'
import { say as timeline } from '#bridge/web/timeline/words.ts'
import { openRunning, type Running } from '#test/e2e/running.fixture.ts'
import { hasChromium } from '../chromium.fixture.ts'
import { DESKTOP, type Device, type Kind, launch, takeDevice } from '../device.fixture.ts'
import { tabAndPress } from './keyboard.fixture.ts'
import {
  enter,
  type Links,
  reads,
  seeAccess,
  seeDoor,
  seeEdges,
  seePrivacy,
  seeSettings,
  seeTimeline,
} from './owner.fixture.ts'
import { createEye, type Eye, type Language, speak } from './screens.fixture.ts'
import { seeSetup } from './setup.fixture.ts'
import { seeVisits } from './visitor.fixture.ts'

const test = suite('the walk through both apps')
const LANGUAGES = ['en', 'de'] as const
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' }
/** Milliseconds until everything ends, whatever it does. */
const LIMIT = 50 * 60_000

let running: Running
let browser: Browser
let address: string
const links = new Map<Language, Links>()

/** A browser cut off by the test itself, and an owner of no door yet, have their requests refused. */
const EXPECTED = [/ERR_INTERNET_DISCONNECTED/, /404 \(Not Found\).*\/nowhere\)/, /403 \(Forbidden\).*\/api\/session/]

const origin = (): string => new URL(address).origin

const withDevice = async (kind: Kind, walk: (device: Device) => Promise<void>): Promise<void> => {
  const device = await takeDevice(browser, origin(), kind)
  try {
    await walk(device)
    assert.equal(
      device.complaints.filter((said) => !EXPECTED.some((expected) => expected.test(said))),
      [],
    )
    assert.equal(device.foreign, [], 'nothing is asked of anybody else')
  } finally {
    await device.close()
  }
}

const walkAs = async (spoken: Language, walk: (device: Device, eye: Eye) => Promise<void>): Promise<void> => {
  const eye = createEye(spoken)
  speak(spoken)
  await withDevice({ locale: LOCALES[spoken] }, (device) => walk(device, eye)).finally(() => speak('en'))
  assert.is(eye.faults.join('\n'), '')
}

const pressedButton = async (): Promise<string> => {
  const { json } = await running.call('sim', 'pair', '--json')
  return String(json['code'])
}

if (hasChromium) {
  test.before(async () => {
    running = await openRunning(LIMIT)
    address = /http:\/\/\S+\/setup#key=\S+/.exec(running.program.out)?.[0] ?? ''
    browser = await launch()
  })
  test.after(async () => {
    await browser?.close()
    await running?.close()
  })

  for (const spoken of LANGUAGES) {
    test(`shows the door and gives access (${spoken})`, () =>
      walkAs(spoken, async ({ page }, eye) => {
        await enter(page, address)
        await seeDoor(page, eye)
        links.set(spoken, await seeAccess(page, eye))
      }))

    test(`tells a visitor everything, whatever happens (${spoken})`, () =>
      walkAs(spoken, async ({ page }, eye) => {
        const given = links.get(spoken)
        assert.ok(given, 'links were given')
        // The owner's own visit is over by then.
        await running.locked()
        if (given) await seeVisits(page, eye, given, origin())
      }))

    test(`tells what happened, and what is kept of it (${spoken})`, () =>
      walkAs(spoken, async ({ page }, eye) => {
        await running.filmed(1)
        await enter(page, address)
        await seeTimeline(page, eye)
        await seePrivacy(page, eye)
      }))

    test(`lets everything be chosen, and says when it is cut off (${spoken})`, () =>
      walkAs(spoken, async ({ page }, eye) => {
        await enter(page, address)
        await seeSettings(page, eye)
        await seeEdges(page, eye, origin())
      }))
  }

  test('does the main jobs by keyboard alone, the focus always in sight', () =>
    withDevice({ size: DESKTOP }, async ({ page }) => {
      await enter(page, address)
      const unseen = [...(await tabAndPress(page, door('unlock'))), ...(await tabAndPress(page, door('unlock_yes')))]
      await reads(page, door('open'))
      unseen.push(...(await tabAndPress(page, shell('access'))))
      for (const name of [access('new'), access('role_guest'), access('soon_hours'), access('done')]) {
        await page
          .getByRole('button', { name: new RegExp(`^${name}`) })
          .first()
          .waitFor()
        unseen.push(...(await tabAndPress(page, name)))
      }
      await page.getByRole('heading', { name: access('role_guest'), exact: true }).waitFor()
      // A film that is whole, not the one that runs.
      await running.locked()
      await running.filmed(1)
      unseen.push(...(await tabAndPress(page, shell('timeline'))))
      await page.locator('.story img').first().waitFor()
      unseen.push(...(await tabAndPress(page, timeline('show_film'))))
      await page.getByRole('button', { name: player('play'), exact: true }).waitFor()
      unseen.push(...(await tabAndPress(page, player('play'), 'Space')))
      await page.locator('[data-verdict="whole"]').waitFor()
      assert.equal(unseen, [])
    }))

  // Last: the door obeys the new key from then on.
  for (const spoken of LANGUAGES) {
    test(`sets up a key and a door from nothing (${spoken})`, () =>
      walkAs(spoken, async ({ page }, eye) => {
        await page.goto(origin())
        await seeSetup(page, eye, pressedButton)
      }))
  }
} else {
  process.stdout.write('skipped: the walk through both apps needs chromium (apt-get install chromium)\n')
  test('needs Chromium', () => undefined)
}

test.run()
