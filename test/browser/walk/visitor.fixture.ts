// The courier's and the guest's way through their page, in all its states.

import type { Page } from 'playwright-core'
import { language, speaker } from '#bridge/web/core/words.ts'
import { WORDS } from '#bridge/web/visit/words.ts'
import { explain } from '#protocol/refusals.ts'
import { layHold } from './hold.fixture.ts'
import { type Links, press, reads, WHOM } from './owner.fixture.ts'
import type { Eye } from './screens.fixture.ts'

const say = speaker(WORDS)

/** Held right after the tap, and as soon as the steps say so. */
const seeVisit = async (page: Page, eye: Eye): Promise<void> => {
  const held = await layHold(page)
  await page.reload()
  await reads(page, say('filmed_title'))
  await eye.see(page, 'visit-before')
  held.hold()
  await press(page, say('open_door'))
  await page.locator('.told').waitFor()
  await eye.see(page, 'visit-asking')
  await held.stepUntil(() => page.getByText(say('told_leaf_open')).isVisible())
  await eye.see(page, 'visit-open')
  held.release()
  await reads(page, say('told_done'))
  await eye.see(page, 'visit-done')
}

/** The second time: it is used up, and there is somebody to call. */
const seeRefusal = async (page: Page, eye: Eye): Promise<void> => {
  await press(page, say('open_again'))
  await reads(page, explain('used_up', language.value))
  await page
    .getByRole('link', { name: say('call', { whom: WHOM }) })
    .first()
    .waitFor()
  await eye.see(page, 'visit-refused')
}

const seeAway = async (page: Page, eye: Eye): Promise<void> => {
  await page.context().setOffline(true)
  await reads(page, say('offline'))
  await page.getByText(say('about'), { exact: true }).click()
  await press(page, say('forget'))
  await eye.see(page, 'visit-offline')
  await press(page, say('forget_no'))
  await page.context().setOffline(false)
  await page.getByText(say('offline')).waitFor({ state: 'detached' })
}

export const seeVisits = async (page: Page, eye: Eye, links: Links, origin: string): Promise<void> => {
  await page.goto(`${origin}/visit/`)
  await reads(page, say('nothing_title'))
  await eye.see(page, 'visit-nothing')
  await page.goto(links.courier)
  await seeVisit(page, eye)
  await seeRefusal(page, eye)
  await seeAway(page, eye)
  for (const [name, link] of [
    ['tomorrow', links.tomorrow],
    ['weekly', links.weekly],
  ] as const) {
    await page.goto('about:blank')
    await page.goto(link)
    await reads(page, say('come_later'))
    await eye.see(page, `visit-${name}`)
  }
  await page.goto('about:blank')
  await page.goto(`${origin}/visit/#Agxx`)
  await reads(page, say('unreadable_title'))
  await eye.see(page, 'visit-unreadable')
}
