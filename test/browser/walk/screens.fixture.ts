// What must be true of every screen of both apps, in each language, size and light: nothing axe-core objects to, nothing
// wider than the screen, no word of the other language, no key of a table. Each leaves a picture to look at.

import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { language } from '#bridge/web/core/words.ts'
import { DESKTOP, PHONE } from '../device.fixture.ts'

export type Language = 'en' | 'de'

/** One way to look at a screen. */
export interface Sight {
  readonly size: 'phone' | 'desktop'
  readonly dark: boolean
}

const SIGHTS: readonly Sight[] = [
  { size: 'phone', dark: false },
  { size: 'phone', dark: true },
  { size: 'desktop', dark: false },
  { size: 'desktop', dark: true },
]
/** The short walk sees each language once, in what differs most. */
const SHORT: Readonly<Record<Language, readonly Sight[]>> = {
  en: [{ size: 'phone', dark: false }],
  de: [{ size: 'desktop', dark: true }],
}

/** @returns all four with `--long`, one otherwise */
export const sightsIn = (spoken: Language): readonly Sight[] =>
  process.env['HAUSRECHT_LONG'] === undefined ? SHORT[spoken] : SIGHTS

const FOLDER = fileURLToPath(new URL('../../../.hausrecht/screenshots', import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Words that no sentence of the language is without, and that the other has not. */
const OTHERS: Readonly<Record<Language, string>> = {
  en: '\\b(der|das|und|nicht|ist|Sie|Ihre?|mit|noch|wird|Tür)\\b',
  de: '\\b(the|and|is|not|your|with|from|this|door)\\b',
}

/** What the walk itself calls a door: nobody's language. */
const NAMES = ['Front door', 'Haustür']

const STARE = (spoken: Language): string => `(async () => {
  const faults = []
  // What changed its colour a moment ago has it by then.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish()
  const wide = document.documentElement.scrollWidth - innerWidth
  if (wide > 0) {
    const over = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    faults.push('wider than the screen by ' + wide + ': ' + over.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' | '))
  }
  // What is hidden is not innerText; what people and programs are called is theirs.
  const copy = document.querySelector('dialog[open]') ?? document.body
  const own = [...copy.querySelectorAll('code, pre, .words, [translate=no], input, textarea')]
  let text = copy.innerText
  for (const { innerText } of own) if (innerText) text = text.replaceAll(innerText, ' ')
  for (const name of ${JSON.stringify(NAMES)}) text = text.replaceAll(name, ' ')
  const key = text.match(/\\b[a-z]+(_[a-z0-9]+)+\\b|undefined|NaN|\\[object|\\{\\w+\\}/)
  if (key) faults.push('a key of a table: ' + key[0])
  const word = text.replace(/[“„][^”“]*[”“]/g, ' ').match(new RegExp(${JSON.stringify(OTHERS[spoken])}))
  if (word) faults.push('a word of the other language: ' + word[0] + ' in …' + text.slice(Math.max(0, word.index - 60), word.index + 60) + '…')
  const found = await axe.run(document, { resultTypes: ['violations'] })
  for (const { id, impact, nodes } of found.violations)
    faults.push('axe ' + id + ' (' + impact + '): ' + nodes.slice(0, 3).map(({ html, any }) => html.slice(0, 200) + ' ' + (any[0]?.message ?? '')).join(' | '))
  return faults
})()`

export interface Eye {
  readonly spoken: Language
  /** Everything that was wrong on any screen, each with its name. */
  readonly faults: string[]
  /** Looks at what is shown, in every way it can be. */
  see(page: Page, name: string): Promise<void>
}

/** @returns what is wrong with it */
const look = async (page: Page, spoken: Language, { size, dark }: Sight, path: string): Promise<readonly string[]> => {
  await page.setViewportSize(size === 'phone' ? PHONE : DESKTOP)
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(`${AXE}; undefined`)
  const faults = await page.evaluate<string[]>(STARE(spoken))
  await page.screenshot({ path, fullPage: !(await isOver(page)) })
  return faults
}

export const createEye = (spoken: Language, sights = sightsIn(spoken)): Eye => {
  mkdirSync(FOLDER, { recursive: true })
  const faults: string[] = []
  return {
    spoken,
    faults,
    see: async (page, name) => {
      for (const sight of sights) {
        const seen = `${spoken}-${sight.size}-${sight.dark ? 'dark' : 'light'}-${name}`
        const found = await look(page, spoken, sight, join(FOLDER, `${seen}.png`))
        faults.push(...found.map((fault) => `${seen}: ${fault}`))
      }
    },
  }
}

/** A dialog lies over the page: only what the screen shows of it counts. */
const isOver = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>("document.querySelector('dialog[open]') !== null")

/** The tables of both apps speak this language here, too, so that a walk finds buttons by their names. */
export const speak = (spoken: Language): void => {
  language.value = spoken
}
