// How long ago, in words that fit a corner of the screen, and a signal that ticks while somebody looks.

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Language } from '../core/words.ts'

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** @param age in milliseconds */
export const ageText = (age: number, language: Language): string => {
  const seconds = Math.max(0, Math.floor(age / 1000))
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ['second', 1]
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(
    Math.floor(seconds / size),
  )
}

const now = signal(performance.now())
/** performance.now(), once a second while the page is seen. */
export const ticking: ReadonlySignal<number> = now

/** Called once, by main. */
export const startTicking = (): void => {
  const tick = (): void => {
    if (document.visibilityState === 'visible') now.value = performance.now()
  }
  setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
}
