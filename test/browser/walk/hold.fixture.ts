// A line between page and bridge whose messages can be held back, so that a moment lasts as long as it is looked at, and
// that can be cut.

import type { Page, WebSocketRoute } from 'playwright-core'
import { pause } from '#test/support/wait.ts'

/** Milliseconds that a page gets to show what it heard. */
const SHOWN = 80
const STEPS_MOST = 200

export interface Hold {
  hold(): void
  /** Lets one message through after the other, until it is so; goes on holding. */
  stepUntil(isSo: () => Promise<boolean>): Promise<void>
  release(): void
  /** Ends it as a lost network does. */
  cut(): Promise<void>
}

/** Before the page opens its line. */
export const layHold = async (page: Page): Promise<Hold> => {
  let isHeld = false
  const waiting: (() => void)[] = []
  const open = new Set<WebSocketRoute>()
  await page.routeWebSocket(/.*/, (socket) => {
    open.add(socket)
    const bridge = socket.connectToServer()
    bridge.onMessage((message) => {
      if (isHeld) waiting.push(() => socket.send(message))
      else socket.send(message)
    })
  })
  return {
    hold: () => {
      isHeld = true
    },
    stepUntil: async (isSo) => {
      for (let step = 0; step < STEPS_MOST && !(await isSo()); step += 1) {
        waiting.shift()?.()
        await pause(SHOWN)
      }
    },
    release: () => {
      isHeld = false
      for (const send of waiting.splice(0)) send()
    },
    cut: async () => {
      await Promise.all([...open].map((socket) => socket.close({ code: 4000 })))
      open.clear()
    },
  }
}
