// One page in a browser that is slow, looked at until it can be used: when that was, and what it had asked for by then.

import type { BrowserContext, CDPSession, Page } from '../../browser/chromium.ts'
import { within } from '../parts/wait.ts'

/** What must be on the screen, as a selector, and what to call it. */
export type Sign = string

export interface Shown {
  readonly page: Page
  /** Milliseconds from the beginning of the navigation to the picture that shows the sign. */
  readonly usable: number
  /** What the page itself asked for by then, with headers, as it came over the wire. */
  readonly bytes: number
  readonly requests: number
}

const USABLE_WITHIN = 30_000

/** Runs in the page before anything of it: notes when the picture with the sign was put on the screen. */
const watchFor = (sign: Sign): string => `{
  const look = () => {
    const found = document.querySelector(${JSON.stringify(sign)})
    if (found?.checkVisibility()) requestAnimationFrame((at) => usable(at))
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}`

/** Bytes of everything that was begun, however far it came. */
const countOf = async (session: CDPSession) => {
  const asked = new Map<string, number>()
  let [bytes, requests] = [0, 0]
  session.on('Network.requestWillBeSent', ({ requestId }) => asked.set(requestId, 0))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (asked.has(requestId)) asked.set(requestId, encodedDataLength)
  })
  session.on('Network.requestServedFromCache', ({ requestId }) => asked.delete(requestId))
  await session.send('Network.enable')
  return {
    stop: (): { readonly bytes: number; readonly requests: number } => {
      for (const one of asked.values()) bytes += one
      requests = asked.size
      return { bytes, requests }
    },
  }
}

/** @param slower times that the processor is slowed by */
export const show = async (context: BrowserContext, url: string, sign: Sign, slower: number): Promise<Shown> => {
  const page = await context.newPage()
  const seen = new Promise<number>((resolve) => {
    page.exposeFunction('usable', resolve).catch(() => undefined)
  })
  await page.addInitScript({ content: watchFor(sign) })
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  const count = await countOf(session)
  await page.goto(url, { waitUntil: 'commit' })
  const usable = await within(seen, `${sign} to be on the screen`, USABLE_WITHIN)
  return { page, usable, ...count.stop() }
}
