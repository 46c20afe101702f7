// The owner's way through every page and dialog of the app. Buttons are found by what their tables call them.

import type { Page } from 'playwright-core'
import { say as access } from '#bridge/web/access/words.ts'
import { say as door } from '#bridge/web/door/words.ts'
import { say as live } from '#bridge/web/live/words.ts'
import { say as player } from '#bridge/web/player/words.ts'
import { say as privacy } from '#bridge/web/privacy/words.ts'
import { say as notifications } from '#bridge/web/settings/notifications-words.ts'
import { say as settings } from '#bridge/web/settings/words.ts'
import { say as shell } from '#bridge/web/shell/words.ts'
import { say as timeline } from '#bridge/web/timeline/words.ts'
import { layHold } from './hold.fixture.ts'
import type { Eye } from './screens.fixture.ts'

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

/** Begins with: a card's button goes on with the card's own name. */
export const pressOn = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('button', { name: new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) })
    .first()
    .click()

export const reads = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor()

export const goTo = (page: Page, tab: Parameters<typeof shell>[0]): Promise<void> =>
  page
    .getByRole('navigation')
    .getByRole('link', { name: shell(tab), exact: true })
    .click()

const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await page
    .locator('dialog[open]')
    .waitFor({ state: 'detached' })
    .catch(() => page.locator('dialog[open]').waitFor({ state: 'hidden' }))
}

/** With the address that `npm start` prints. */
export const enter = async (page: Page, address: string): Promise<void> => {
  await page.goto(address)
  await page.getByText(shell('link_up'), { exact: true }).waitFor()
  await page.getByRole('button', { name: door('unlock'), exact: true }).waitFor()
  await page.locator('[data-reading="now"]').waitFor()
}

export const seeDoor = async (page: Page, eye: Eye): Promise<void> => {
  await eye.see(page, 'door')
  await press(page, door('play'))
  await page.getByText(live('live'), { exact: true }).waitFor()
  await eye.see(page, 'door-live')
  await press(page, door('unlock'))
  await eye.see(page, 'door-unlock')
  await press(page, door('unlock_yes'))
  await reads(page, door('open'))
  await eye.see(page, 'door-open')
  await press(page, live('stop'))
  await reads(page, live('left'))
  await eye.see(page, 'door-left')
}

export interface Asked {
  readonly role: 'courier' | 'guest' | 'carrier' | 'household'
  /** A time that takes one tap, or one of the forms. */
  readonly when: 'soon_hours' | 'soon_tomorrow' | 'soon_week' | 'weekly' | 'custom'
  readonly name?: string
  readonly call?: string
  /** Looked at on the way. */
  readonly eye?: Eye
}

/** @returns the link as it stands on the screen */
export const give = async (page: Page, { role, when, name, call, eye }: Asked): Promise<string> => {
  await press(page, access('new'))
  await eye?.see(page, 'give-who')
  await pressOn(page, access(`role_${role}`))
  await eye?.see(page, 'give-when')
  if (name !== undefined || call !== undefined) {
    await page.getByText(access('more'), { exact: true }).click()
    if (name !== undefined) await page.getByLabel(access('name')).fill(name)
    if (call !== undefined) await page.getByLabel(access('call')).fill(call)
    await eye?.see(page, 'give-more')
  }
  await press(page, access(when))
  if (when === 'custom' || when === 'weekly') {
    if (when === 'weekly') {
      await press(page, access('make'))
      await reads(page, access('wrong_days_none'))
      await page
        .locator('button.day')
        .nth((new Date().getDay() + 2) % 7)
        .click()
    }
    await eye?.see(page, `give-${when}`)
    await press(page, access('make'))
  }
  await page.getByRole('img', { name: access('qr') }).waitFor()
  await eye?.see(page, 'give-share')
  const link = await page.getByLabel(access('link'), { exact: true }).inputValue()
  await press(page, access('done'))
  return link
}

export interface Links {
  readonly courier: string
  readonly tomorrow: string
  readonly weekly: string
}

export const WHOM = 'Ada 0151 5555555'

export const seeAccess = async (page: Page, eye: Eye): Promise<Links> => {
  await goTo(page, 'access')
  await page.getByRole('button', { name: access('new'), exact: true }).waitFor()
  await eye.see(page, 'access-none')
  const courier = await give(page, { role: 'courier', when: 'soon_hours', name: 'Paket', call: WHOM, eye })
  const weekly = await give(page, { role: 'guest', when: 'weekly', name: 'Frau Yıldız', eye })
  const tomorrow = await give(page, { role: 'courier', when: 'soon_tomorrow', name: 'Bäckerei' })
  await give(page, { role: 'carrier', when: 'soon_week', name: 'Kurierdienst Nord GmbH & Co. KG, Niederlassung Ost' })
  await give(page, { role: 'guest', when: 'custom', name: 'Jo', eye })
  await pressOn(page, `${access('revoke')} Jo`)
  await reads(page, access('known'))
  await eye.see(page, 'access')
  await pressOn(page, access('show_link'))
  await page.getByRole('img', { name: access('qr') }).waitFor()
  await eye.see(page, 'access-link')
  return { courier, weekly, tomorrow }
}

/** There is a film of a visit by then. */
export const seeTimeline = async (page: Page, eye: Eye): Promise<void> => {
  await goTo(page, 'timeline')
  await page.locator('.story img').first().waitFor()
  await eye.see(page, 'timeline')
  await page.getByLabel(timeline('search')).fill('xyzzy')
  await reads(page, timeline('nothing_found'))
  await eye.see(page, 'timeline-nothing')
  await page.getByLabel(timeline('search')).fill('')
  await press(page, timeline('visits'))
  await pressOn(page, timeline('show_film'))
  await page.getByRole('button', { name: player('play'), exact: true }).click()
  await page.locator('[data-verdict="whole"]').waitFor()
  await pressOn(page, player('pause'))
  await page.getByText(player('happened'), { exact: true }).click()
  await page.getByText(player('keys'), { exact: true }).click()
  await eye.see(page, 'timeline-film')
  await press(page, timeline('report'))
  await eye.see(page, 'timeline-report')
  await closeDialog(page)
  await press(page, timeline('refusals'))
  await eye.see(page, 'timeline-refused')
}

export const seePrivacy = async (page: Page, eye: Eye): Promise<void> => {
  await goTo(page, 'privacy')
  await page.getByRole('heading', { name: privacy('films'), exact: true }).waitFor()
  await page.locator('.privacy-board img').waitFor()
  await press(page, privacy('mask_add'))
  await eye.see(page, 'privacy')
  await press(page, privacy('masks_undo'))
  await pressOn(page, `${privacy('delete')}: `)
  await eye.see(page, 'privacy-delete')
  await closeDialog(page)
  await press(page, privacy('delete_all'))
  await page.getByLabel(privacy('confirm_field', { word: privacy('delete_word') })).fill(privacy('delete_word'))
  await eye.see(page, 'privacy-delete-all')
  await closeDialog(page)
}

export const seeSettings = async (page: Page, eye: Eye): Promise<void> => {
  await goTo(page, 'settings')
  await page.getByRole('heading', { name: notifications('title'), exact: true }).waitFor()
  await page.getByText(notifications('loading')).waitFor({ state: 'detached' })
  await eye.see(page, 'settings')
  await page.getByLabel(settings('member_name'), { exact: true }).first().fill('Mia')
  await press(page, settings('member_add'))
  await page.getByRole('img', { name: settings('qr_name') }).waitFor()
  await eye.see(page, 'settings-member')
  await closeDialog(page)
  await press(page, settings('words_check'))
  await page.getByLabel(settings('words_label')).fill('abandon ability')
  await press(page, settings('check'))
  await reads(page, settings('words_wrong'))
  await eye.see(page, 'settings-words')
  await closeDialog(page)
  await press(page, settings('device_add'))
  await eye.see(page, 'settings-device')
  await closeDialog(page)
  await press(page, settings('wipe'))
  await eye.see(page, 'settings-wipe')
  await closeDialog(page)
  await press(page, settings('drop_door'))
  await eye.see(page, 'settings-drop')
  await closeDialog(page)
}

/** Nowhere, and without a network. */
export const seeEdges = async (page: Page, eye: Eye, origin: string): Promise<void> => {
  const line = await layHold(page)
  await page.goto(`${origin}/nowhere`)
  await reads(page, shell('unknown_title'))
  await eye.see(page, 'unknown')
  await page.getByRole('link', { name: shell('to_door') }).click()
  await page.locator('[data-reading="now"]').waitFor()
  await page.context().setOffline(true)
  await line.cut()
  await reads(page, shell('offline_title'))
  await page.locator('[data-reading="past"]').waitFor()
  await eye.see(page, 'door-away')
  await page.context().setOffline(false)
  await page.getByText(shell('link_up'), { exact: true }).waitFor()
}
