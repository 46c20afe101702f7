// How far the app is: looking for the key, without one, at work, or broken at the start.

import { type ReadonlySignal, signal } from '@preact/signals'
import { beginWith, openKept } from '../core/open.ts'
import type { Face, OwnerApp } from '../core/owner-app.ts'
import { go } from './place.ts'
import { tell } from './toasts.ts'
import { codeOf } from './trouble.tsx'
import { say } from './words.ts'

export type Stage =
  | { readonly at: 'starting' }
  /** No key in this browser. */
  | { readonly at: 'new' }
  | { readonly at: 'ready'; readonly app: OwnerApp }
  | { readonly at: 'fault'; readonly code: string }

const face: Face = {
  ...{ go, tell, self: () => say('you') },
  firstDoor: () => say('first_door'),
  unnamedDoor: () => say('unnamed_door'),
}

const current = signal<Stage>({ at: 'starting' })
export const stage: ReadonlySignal<Stage> = current

/** Opens the app with the key that this browser keeps. */
export const start = async (): Promise<void> => {
  current.value = { at: 'starting' }
  try {
    const app = await openKept(face)
    current.value = app ? { at: 'ready', app } : { at: 'new' }
  } catch (error) {
    current.value = { at: 'fault', code: codeOf(error) }
  }
}

/** Keeps this key in this browser and opens the app with it. @throws HausrechtError see core/open */
export const begin = async (seed: string): Promise<OwnerApp> => {
  const app = await beginWith(seed, face)
  current.value = { at: 'ready', app }
  return app
}
