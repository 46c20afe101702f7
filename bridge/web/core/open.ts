// Opens the app: with the key that this browser keeps, or with one that it shall keep from now on.

import { HausrechtError } from '#protocol/fault.ts'
import type { App } from './app.ts'

/** @returns undefined when this browser has no key yet */
export const openKept = async (): Promise<App | undefined> => undefined

/** Keeps this key in this browser and opens the app with it. */
export const beginWith = async (_seed: string): Promise<App> => {
  throw new HausrechtError('offline', 'Not yet')
}
