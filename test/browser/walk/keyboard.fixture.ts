// The main jobs without a pointer: from one thing to the next by Tab, each of them seen to have the focus.

import type { Page } from 'playwright-core'

const STEPS_MOST = 60

interface Focused {
  readonly name: string
  readonly seen: boolean
}

const FOCUSED = `(() => {
  const one = document.activeElement
  if (!one || one === document.body) return { name: '', seen: true }
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
  const labelled = one.labels?.[0]?.innerText ?? one.getAttribute('aria-label')
  return {
    name: (labelled ?? one.textContent ?? '').trim(),
    seen: (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
  }
})()`

/** Tab by Tab to what begins so. @returns the names of what had the focus and did not show it */
export const tabTo = async (page: Page, name: string): Promise<readonly string[]> => {
  const unseen: string[] = []
  for (let step = 0; step < STEPS_MOST; step += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<Focused>(FOCUSED)
    if (!focused.seen) unseen.push(focused.name)
    if (focused.name.startsWith(name)) return unseen
  }
  throw new Error(`no Tab leads to “${name}”`)
}

/** Goes there and presses it. */
export const tabAndPress = async (page: Page, name: string, key = 'Enter'): Promise<readonly string[]> => {
  const unseen = await tabTo(page, name)
  await page.keyboard.press(key)
  return unseen
}
