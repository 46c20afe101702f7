// Set-up from nothing: a key made in the browser, its words asked back, the door's button pressed, its code typed.

import type { Page } from 'playwright-core'
import { say as door } from '#bridge/web/door/words.ts'
import { say } from '#bridge/web/setup/words.ts'
import { press, reads } from './owner.fixture.ts'
import type { Eye } from './screens.fixture.ts'

const wordsOn = (page: Page): Promise<readonly string[]> => page.locator('.words li').allTextContents()

const answer = async (page: Page, words: readonly string[]): Promise<void> => {
  for (const field of await page.locator('input[name^="word-"]').all()) {
    const place = Number((await field.getAttribute('name'))?.slice('word-'.length))
    await field.fill(words[place] ?? '')
  }
  await press(page, say('check'))
}

const seeRestore = async (page: Page, eye: Eye): Promise<void> => {
  await press(page, say('have_words'))
  await page.getByRole('textbox').fill('abandon hausrecht ')
  await reads(page, say('restore_unknown', { words: 'hausrecht' }))
  await eye.see(page, 'setup-restore')
  await press(page, say('back'))
}

/** @param pressed the door's button @returns the code that the rig then shows */
export const seeSetup = async (page: Page, eye: Eye, pressed: () => Promise<string>): Promise<void> => {
  await reads(page, say('welcome_title'))
  await eye.see(page, 'setup-welcome')
  await seeRestore(page, eye)
  await press(page, say('make'))
  await reads(page, say('words_title'))
  const words = await wordsOn(page)
  await eye.see(page, 'setup-words')
  await press(page, say('written'))
  await answer(page, [])
  await eye.see(page, 'setup-quiz')
  await answer(page, words)
  await reads(page, say('pair_title'))
  await page.getByLabel(say('pair_code'), { exact: true }).fill('K7QP')
  await press(page, say('pair_go'))
  await reads(page, say('pair_incomplete'))
  await eye.see(page, 'setup-pair')
  await page.getByLabel(say('pair_code'), { exact: true }).fill(await pressed())
  await press(page, say('pair_go'))
  await reads(page, say('name_title'))
  await eye.see(page, 'setup-name')
  await press(page, say('name_go'))
  await page.getByRole('button', { name: door('unlock'), exact: true }).waitFor()
  await page.locator('[data-reading="now"]').waitFor()
  await eye.see(page, 'setup-done')
}
