// What the shell, set-up and settings get beside what every page gets.

import type { ReadonlySignal } from '@preact/signals'
import type { VerifyKey } from '#protocol/keys.ts'
import type { App } from './app.ts'

export interface OwnerApp extends App {
  /** Doors that say they are this owner's and are not in the book: paired elsewhere, or somebody's trick. */
  readonly found: ReadonlySignal<readonly VerifyKey[]>
  /** The code of what keeps the line from opening, when it is not just the network. */
  readonly trouble: ReadonlySignal<string | undefined>
  addDoor(key: VerifyKey, name: string): Promise<void>
  /** See core/pairing. */
  pair(code: string, step: (step: 'connecting' | 'calling') => void, signal: AbortSignal): Promise<VerifyKey>
  /** Were the words written down and asked back? */
  readonly wordsChecked: ReadonlySignal<boolean>
  noteWordsChecked(): Promise<void>
  /** Resolves when the doors known to the bridge have been asked for once, or it did not answer. */
  readonly firstLook: Promise<void>
  /** Takes everything of the app off this browser. The door stays as it is. */
  wipe(): Promise<void>
}

/** How the app shows itself: the shell's. */
export interface Face {
  readonly go: (path: string) => void
  readonly tell: (text: string, kind?: 'good' | 'bad') => void
  /** The owner in lists: "you". */
  readonly self: () => string
  /** What the only door is called until it is given a name. */
  readonly firstDoor: () => string
  /** What a door is called that has no name: "my door". */
  readonly unnamedDoor: () => string
}
