// Watching in any page: `watchInto(element, watching)` draws the live picture of a door, keeps it going as long as it
// may, and says above it when it is old. Needs nothing of the app around it but the look's style sheet.

import './live.css'
import { effect, signal } from '@preact/signals'
import type { Clock } from '#protocol/clock.ts'
import type { Watching } from '../core/app.ts'
import { pageClock } from './page-clock.ts'
import { createPanel } from './panel.ts'
import type { Ask, EndCode } from './port.ts'
import { createScreen } from './screen.ts'
import { createViewing, type View } from './viewing.ts'

export interface WatchOptions {
  /** Makes a new request when the session was lost. Without it, what is lost stays lost. */
  readonly again?: Ask
  readonly clock?: Clock
  /** The state of it, whenever it changed; `code` with `ended`. */
  readonly onChange?: (at: View['watch']['at'], code: EndCode | undefined) => void
}

export interface Mounted {
  readonly root: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly video: HTMLVideoElement
  view(): View
  close(): void
}

const GONE = { ok: false, code: 'live_over' } as const

/** The session that is there already first, then new ones. */
const askerOf = (watching: Watching | Ask, again: Ask | undefined): Ask => {
  if (typeof watching === 'function') return watching
  let first: Watching | undefined = watching
  return async () => {
    const given = first
    first = undefined
    return given ?? (again ? again() : GONE)
  }
}

/** @param watching a session that the door has allowed; or who asks for one, which lets the offer be made meanwhile */
export const watchInto = (into: Element, watching: Watching | Ask, options: WatchOptions = {}): Mounted => {
  const screen = createScreen()
  const painted = signal(0)
  const viewing = createViewing({
    clock: options.clock ?? pageClock(),
    ask: askerOf(watching, options.again),
    screen,
    changed: () => {
      painted.value += 1
    },
  })
  const panel = createPanel(screen, viewing)
  let told = ''
  // Drawn anew when the page's language changes, too.
  const stop = effect(() => {
    const count = painted.value
    const view = viewing.view()
    panel.paint(view)
    const code = view.watch.at === 'ended' ? view.watch.code : undefined
    const now = `${view.watch.at} ${code ?? ''}`
    if (now !== told && count >= 0) options.onChange?.(view.watch.at, code)
    told = now
  })
  into.append(panel.root)
  return {
    root: panel.root,
    canvas: screen.canvas,
    video: screen.video,
    view: () => viewing.view(),
    close: () => {
      stop()
      viewing.leave()
      screen.close()
      panel.root.remove()
    },
  }
}
