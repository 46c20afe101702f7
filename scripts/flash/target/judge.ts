// Whether a disk or file may be written over. Pure: facts in, a judgement out; reads nothing.

import type { FlashWord } from '../words.ts'

/** Bigger than any card that is sold for a Pi; a disk of that size is more likely somebody's data. */
const LARGEST_CARD = 512 * 1000 ** 3

export interface TargetFacts {
  /** Where symbolic links end. */
  readonly path: string
  readonly kind: 'block' | 'file' | 'missing' | 'other'
  /** How much fits, in bytes; a plain file that is not there yet takes what it is given. */
  readonly bytes: number
  readonly readOnly: boolean
  /** A part of a disk, such as /dev/sdb1, not a whole one. */
  readonly isPartition: boolean
  /** What the kernel says of a whole disk; empty for files. */
  readonly model: string
  readonly isRemovable: boolean
  readonly bus: 'usb' | 'mmc' | 'other'
  /** Where it or a part of it is mounted, also through LVM, RAID or encryption. */
  readonly mounts: readonly string[]
  /** Parts of it that are swapped to. */
  readonly swaps: readonly string[]
  /** Kernel devices that are made of it, such as dm-0. */
  readonly holders: readonly string[]
  /** What the system runs from lies on it. */
  readonly isSystem: boolean
}

export interface Wish {
  /** Bytes of the image; undefined before they are known. */
  readonly bytes: number | undefined
  /** Said in so many words: this large or built-in disk is meant. */
  readonly reallyYes: boolean
}

export type Judgement =
  | { readonly is: 'fine' }
  | { readonly is: 'refused'; readonly code: FlashWord; readonly detail: string }

const refused = (code: FlashWord, detail = ''): Judgement => ({ is: 'refused', code, detail })

/** What nobody can mean, whatever they say. */
const isForbidden = (facts: TargetFacts): Judgement | undefined => {
  if (facts.kind === 'other') return refused('target_kind')
  if (facts.kind === 'missing' && facts.path.startsWith('/dev/')) return refused('target_missing')
  if (facts.isSystem) return refused('target_system', facts.mounts.join(', '))
  if (facts.mounts.length > 0) return refused('target_mounted', facts.mounts.join(', '))
  if (facts.swaps.length > 0) return refused('target_swap', facts.swaps.join(', '))
  if (facts.holders.length > 0) return refused('target_held', facts.holders.join(', '))
  if (facts.isPartition) return refused('target_partition')
  if (facts.readOnly) return refused('target_read_only')
  return undefined
}

export const judge = (facts: TargetFacts, wish: Wish): Judgement => {
  const forbidden = isForbidden(facts)
  if (forbidden) return forbidden
  // A plain file grows as it must: it has no size of its own but what lies in it.
  if (facts.kind === 'block') {
    if (wish.bytes !== undefined && facts.bytes < wish.bytes) return refused('target_small', size(facts.bytes))
    if (facts.bytes > LARGEST_CARD && !wish.reallyYes) return refused('target_large', size(facts.bytes))
    const isCard = facts.isRemovable || facts.bus !== 'other'
    if (!isCard && !wish.reallyYes) return refused('target_not_card', facts.model)
  }
  return { is: 'fine' }
}

/** As a person reads a card's size: 31.9 GB. */
export const size = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`
