// The steps of a visit as they are shown: what was asked, what was measured, what is to be done next. Pure.

import { type Ask, isBusy, type VisitState } from './visit.ts'

export interface ShownStep {
  readonly name: 'asked' | 'recording' | 'open' | 'closed'
  readonly is: 'todo' | 'now' | 'done'
}

/** What a person should read now: a key of the page's words, or a refusal. */
export type Told =
  | { readonly is: 'word'; readonly word: Word }
  | { readonly is: 'refused'; readonly code: Extract<Ask, { is: 'refused' }>['code'] }

export type Word =
  | 'told_connecting'
  | 'told_asked'
  | 'told_open'
  | 'told_leaf_open'
  | 'told_close'
  | 'told_lost'
  | 'told_done'
  | 'told_locking'
  | 'told_locked'
  | 'told_unsure'

const word = (name: Word): Told => ({ is: 'word', word: name })

/** Before any word about it, the door has just said that it opened; a word that is past says nothing about now. */
const openWord = ({ door, latest, link }: VisitState): Word => {
  if (!door) return latest || link !== 'up' ? 'told_lost' : 'told_open'
  if (door.leaf === 'open') return 'told_leaf_open'
  return door.bolt === 'out' ? 'told_open' : 'told_close'
}

/** @returns undefined before anything was asked */
export const toldOf = (visit: VisitState): Told | undefined => {
  const { unlock, lock, link } = visit
  if (isBusy(lock)) return word('told_locking')
  if (lock.is === 'refused') return { is: 'refused', code: lock.code }
  switch (unlock.is) {
    case 'waiting':
      return word(link === 'up' ? 'told_asked' : 'told_connecting')
    case 'sent':
      return word('told_asked')
    case 'open':
      return word(openWord(visit))
    case 'done':
      return word('told_done')
    case 'refused':
      return { is: 'refused', code: unlock.code }
    case 'unsure':
      return word('told_unsure')
    case 'rest':
      if (lock.is === 'done') return word('told_locked')
      return lock.is === 'unsure' ? word('told_unsure') : undefined
  }
}

/** @param filmed does the access need the camera? Then the door opens only while it records. */
export const stepsOf = ({ unlock, door }: VisitState, filmed: boolean): readonly ShownStep[] => {
  if (unlock.is === 'rest' || unlock.is === 'refused' || unlock.is === 'unsure') return []
  const isOpen = unlock.is === 'open'
  const isDone = unlock.is === 'done'
  const past = isOpen || isDone
  const records = door?.recording === true && isBusy(unlock)
  const recording: ShownStep[] = filmed ? [{ name: 'recording', is: past || records ? 'done' : 'todo' }] : []
  return [
    { name: 'asked', is: past ? 'done' : 'now' },
    ...recording,
    { name: 'open', is: past ? 'done' : 'todo' },
    { name: 'closed', is: isDone ? 'done' : isOpen ? 'now' : 'todo' },
  ]
}
