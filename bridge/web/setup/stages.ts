// The way through set-up, as data: what is shown, and what leads where.

import type { VerifyKey } from '#protocol/keys.ts'
import type { Carried } from './carried.ts'

export type Stage =
  | { readonly at: 'welcome' }
  /** Made here and shown; nothing is kept yet. */
  | { readonly at: 'words'; readonly seed: string; readonly words: readonly string[] }
  | {
      readonly at: 'quiz'
      readonly seed: string
      readonly words: readonly string[]
      readonly places: readonly number[]
    }
  | { readonly at: 'restore'; readonly typed: string }
  /** The key is kept, the bridge is asked for doors. */
  | { readonly at: 'opening' }
  /** The key came by a link and owns nothing here: whoever made the link has it, too. */
  | { readonly at: 'linked'; readonly code: string }
  | { readonly at: 'pair'; readonly code: string }
  | { readonly at: 'name'; readonly door: VerifyKey }
  /** `restore` again, `pair` again, or from the start: whatever `back` is. */
  | { readonly at: 'fault'; readonly code: string; readonly back: Stage }

export const first = (hasKey: boolean, carried: Carried | undefined): Stage => {
  if (hasKey) return { at: 'pair', code: carried?.code ?? '' }
  if (carried?.words !== undefined) return { at: 'restore', typed: carried.words }
  return { at: 'welcome' }
}

/** How far: for the line above the page. */
export const partOf = (stage: Stage): 'key' | 'door' => {
  switch (stage.at) {
    case 'welcome':
    case 'words':
    case 'quiz':
    case 'restore':
    case 'opening':
    case 'linked':
      return 'key'
    case 'pair':
    case 'name':
      return 'door'
    case 'fault':
      return partOf(stage.back)
  }
}
