// What is being typed at the keypad: slot, PIN, `#`. Pure. Asking for the slot first means that one guess is at
// one PIN and costs one hash, and that guessing at one slot locks that slot.

import { type Millis, seconds } from '#protocol/units.ts'

export const PIN_LEAST = 6
export const PIN_MOST = 12
/** What was begun is forgotten after so long without a key. */
export const IDLE = seconds(10)

/** `spoiled`: more digits than any PIN has; nothing of it is kept. */
export type Typing =
  | { readonly is: 'empty' }
  | { readonly is: 'typing'; readonly digits: string; readonly last: Millis }
  | { readonly is: 'spoiled'; readonly last: Millis }

export const EMPTY: Typing = { is: 'empty' }

export type TypingEvent =
  /** One of 0-9, `*` and `#`; others are no keys. `at` is monotonic. */
  { readonly kind: 'key'; readonly key: string; readonly at: Millis } | { readonly kind: 'tick'; readonly at: Millis }

export type TypingEffect =
  | { readonly do: 'check'; readonly slot: number; readonly pin: string }
  /** No PIN could look like this: refused without a guess being counted. */
  | { readonly do: 'refuse' }

export interface Typed {
  readonly state: Typing
  readonly effects: readonly TypingEffect[]
}

export const reduce = (state: Typing, event: TypingEvent): Typed => {
  const now = state.is !== 'empty' && event.at - state.last >= IDLE ? EMPTY : state
  switch (event.kind) {
    case 'tick':
      return { state: now, effects: [] }
    case 'key':
      return press(now, event.key, event.at)
  }
}

const press = (state: Typing, key: string, at: Millis): Typed => {
  if (key === '*') return { state: EMPTY, effects: [] }
  if (key === '#') return enter(state)
  return { state: /^[0-9]$/.test(key) ? type(state, key, at) : state, effects: [] }
}

const type = (state: Typing, digit: string, last: Millis): Typing => {
  switch (state.is) {
    case 'empty':
      return { is: 'typing', digits: digit, last }
    case 'typing':
      return state.digits.length > PIN_MOST
        ? { is: 'spoiled', last }
        : { is: 'typing', digits: state.digits + digit, last }
    case 'spoiled':
      return { is: 'spoiled', last }
  }
}

const enter = (state: Typing): Typed => {
  if (state.is === 'empty') return { state, effects: [] }
  if (state.is === 'spoiled' || state.digits.length <= PIN_LEAST) return { state: EMPTY, effects: [{ do: 'refuse' }] }
  return { state: EMPTY, effects: [{ do: 'check', slot: Number(state.digits[0]), pin: state.digits.slice(1) }] }
}
