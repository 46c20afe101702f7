// For tests alone: looks at a window from outside, with instants written as text.

import * as assert from 'uvu/assert'
import { type EpochMs, epochMs } from '../units.ts'
import { covers, occurrences } from './covers.ts'
import type { Window } from './shape.ts'

export const at = (iso: string): EpochMs => epochMs(Date.parse(iso))
export const later = (iso: string, by: number): EpochMs => epochMs(Date.parse(iso) + by)

export const BERLIN: Window = {
  rule: 'FREQ=DAILY',
  zone: 'Europe/Berlin',
  start: '2026-01-01',
  from: '10:00',
  to: '12:00',
}

/** Spans that touch the range, as "start/end" without seconds. */
export const spans = (window: Window, from: string, to: string): readonly string[] => {
  const short = (instant: EpochMs): string => new Date(instant).toISOString().slice(0, 16)
  return occurrences(window, at(from), at(to), 1000).map(({ start, end }) => `${short(start)}/${short(end)}`)
}

/** The window covers exactly [start, end) and nothing a millisecond or a second outside it. */
export const holdsExactly = (window: Window, start: string, end: string): void => {
  assert.ok(covers(window, at(start)), 'at the start')
  assert.not(covers(window, later(start, -1)), '1 ms before the start')
  assert.not(covers(window, later(start, -1000)), '1 s before the start')
  assert.ok(covers(window, later(start, 1)), '1 ms after the start')
  assert.ok(covers(window, later(start, 1000)), '1 s after the start')
  assert.ok(covers(window, later(end, -1)), '1 ms before the end')
  assert.ok(covers(window, later(end, -1000)), '1 s before the end')
  assert.not(covers(window, at(end)), 'at the end')
  assert.not(covers(window, later(end, 1)), '1 ms after the end')
  assert.not(covers(window, later(end, 1000)), '1 s after the end')
}
