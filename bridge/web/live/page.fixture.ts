// The page of the test: a door in it, somebody who watches it, and what the test asks of both.

import '../look/look.css'
import { type Millis, millis } from '#protocol/units.ts'
import { language } from '../core/words.ts'
import { RESTS_AFTER } from './attention.ts'
import { createDoor, type Door, readNumber } from './door.fixture.ts'
import { type Mounted, watchInto } from './mount.ts'
import { pageClock } from './page-clock.ts'

let door: Door | undefined
let mounted: Mounted | undefined

export const hasEncoder = async (codec: string): Promise<boolean> => {
  const { supported } = await VideoEncoder.isConfigSupported({ codec, width: 320, height: 180 })
  return supported === true
}

export const open = async (codec: string): Promise<void> => {
  door = await createDoor(codec)
}

export const there = (): Door => door!

/** @param hurried two minutes are over in a moment */
export const watch = (hurried = false): void => {
  mounted?.close()
  const own = pageClock()
  const clock = {
    ...own,
    after: (span: Millis, call: () => void) => own.after(span >= RESTS_AFTER ? millis(200) : span, call),
  }
  mounted = watchInto(document.body, () => door!.ask(), hurried ? { clock } : {})
}

/** Somebody looks away from the tab, or looks at it again: a headless browser has no other tab to turn to. */
export const lookAway = (away: boolean): void => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => away })
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (away ? 'hidden' : 'visible') })
  document.dispatchEvent(new Event('visibilitychange'))
}

/** Everything of the page stands still, as while a browser puts it to sleep. */
export const sleep = (ms: number): void => {
  const end = performance.now() + ms
  while (performance.now() < end) {
    // Nothing runs meanwhile.
  }
}

export const close = (): void => mounted?.close()

export const speak = (to: 'en' | 'de'): void => {
  language.value = to
}

export const look = () => {
  const { canvas, video, root } = mounted!
  const view = mounted!.view()
  const isTrack = !video.hidden
  const mark = root.querySelector<HTMLElement>('.live-mark')!
  return {
    at: view.watch.at,
    code: view.watch.at === 'ended' || view.watch.at === 'reconnecting' ? view.watch.code : undefined,
    way: view.way?.way,
    why: view.way?.why,
    age: view.age,
    marked: !mark.hidden,
    mark: mark.textContent,
    text: root.textContent,
    told: root.querySelector('[role=status]')?.textContent,
    number: Number(canvas.dataset['number'] ?? -1),
    talk: root.querySelector<HTMLElement>('.live-talk')?.textContent,
    read: view.pictured ? readNumber(isTrack ? video : canvas) : -1,
  }
}

const whole = globalThis.VideoDecoder

/** A browser without a decoder, or with one that faults at every unit. */
export const breakDecoder = (how: 'missing' | 'faulty' | 'none'): void => {
  const faulty = class extends whole {
    override decode(): void {
      throw new DOMException('It cannot.', 'EncodingError')
    }
  }
  const decoder = how === 'missing' ? undefined : how === 'faulty' ? faulty : whole
  Object.defineProperty(globalThis, 'VideoDecoder', { configurable: true, writable: true, value: decoder })
  if (how === 'faulty') watch()
}
