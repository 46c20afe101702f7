// Sentences at the foot of the screen: a few, each for some seconds, and read out by screen readers.

import { type ReadonlySignal, signal } from '@preact/signals'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'good' | 'bad'
}

const MOST = 3
const LASTS = 6000
/** What went wrong is left standing longer: it may hold what to do next. */
const LASTS_BAD = 12_000

const shown = signal<readonly Toast[]>([])
let last = 0

export const toasts: ReadonlySignal<readonly Toast[]> = shown

export const dismiss = (id: number): void => {
  shown.value = shown.value.filter((toast) => toast.id !== id)
}

export const tell = (text: string, kind: 'good' | 'bad' = 'good'): void => {
  last += 1
  const id = last
  shown.value = [...shown.value.filter((toast) => toast.text !== text), { id, text, kind }].slice(-MOST)
  setTimeout(() => dismiss(id), kind === 'bad' ? LASTS_BAD : LASTS)
}
