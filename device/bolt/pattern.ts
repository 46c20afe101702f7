// What light and buzzer do, as data: steps of a pattern and when it ends. Pure.

import { type Millis, millis, seconds } from '#protocol/units.ts'
import type { SignalPattern } from './port.ts'

export interface Show {
  readonly light: boolean
  readonly sound: boolean
}

export const DARK: Show = { light: false, sound: false }
/** Patterns are looked at this often. */
export const STEP = millis(100)
/** A neighbour's patience; the light goes on. */
const ALARM_SOUND_FOR = seconds(60)

/** Milliseconds on and off in turn, beginning with on; then over. */
const ON_OFF: Readonly<
  Record<'ok' | 'refused' | 'talk', { readonly light: readonly number[]; readonly sound: readonly number[] }>
> = {
  ok: { light: [1500], sound: [100, 100, 100] },
  refused: { light: [200, 200, 200, 200, 200], sound: [700] },
  talk: { light: [200, 200, 200], sound: [200, 200, 200] },
}

const isOn = (spans: readonly number[], elapsed: number): boolean => {
  let end = 0
  for (const [at, span] of spans.entries()) {
    end += span
    if (elapsed < end) return at % 2 === 0
  }
  return false
}

const length = (spans: readonly number[]): number => spans.reduce((sum, span) => sum + span, 0)

/** These end by themselves, the others when another is asked for. After its beeps, talk goes on as a light alone. */
export const isPassing = (pattern: SignalPattern): pattern is 'ok' | 'refused' | 'talk' =>
  pattern === 'ok' || pattern === 'refused' || pattern === 'talk'

/** While somebody talks and there is nothing else to show. */
export const TALKED: Show = { light: true, sound: false }

/** What to show `elapsed` after the pattern began; undefined: it is over. */
export function showAt(pattern: SignalPattern, elapsed: Millis): Show | undefined {
  if (isPassing(pattern)) {
    const { light, sound } = ON_OFF[pattern]
    if (elapsed >= Math.max(length(light), length(sound))) return undefined
    return { light: isOn(light, elapsed), sound: isOn(sound, elapsed) }
  }
  switch (pattern) {
    case 'off':
    case 'hush':
      return undefined
    case 'pairing':
      return { light: elapsed % 1000 < 500, sound: elapsed < 200 }
    case 'alarm':
      return { light: elapsed % 400 < 200, sound: elapsed < ALARM_SOUND_FOR && elapsed % 1000 < 300 }
  }
}
