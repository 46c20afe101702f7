// What a page made of the book, as notes that can be merged: whatever differs gets a later time than before, and what
// was left out is noted as gone, without its contents.

import type { BookContents } from '../book.ts'

interface Note {
  readonly id: string
  readonly at: number
  readonly gone?: true | undefined
}

/** Long enough for a device that was in a drawer to hear of it. */
const GONE_KEPT = 400 * 24 * 60 * 60 * 1000

const stampNotes = <One extends Note>(
  before: readonly One[],
  after: readonly One[],
  now: number,
  emptied: (note: One) => One,
): One[] => {
  const known = new Map(before.map((note) => [note.id, note]))
  const left = new Map(after.map((note) => [note.id, note]))
  const later = (note: One): number => Math.max(now, (known.get(note.id)?.at ?? 0) + 1)
  const kept = [...left.values()].map((note) => {
    const old = known.get(note.id)
    return old && JSON.stringify(old) === JSON.stringify(note) ? note : { ...note, at: later(note) }
  })
  const gone = before
    .filter((note) => !left.has(note.id))
    .map((note) => (note.gone ? note : { ...emptied(note), at: later(note), gone: true as const }))
  return [...kept, ...gone].filter((note) => !note.gone || now - note.at < GONE_KEPT)
}

/** @param before all notes, those that are gone, too */
export const stamp = (before: BookContents, after: BookContents, now: number): BookContents => ({
  v: 1,
  doors: stampNotes(before.doors, after.doors, now, (note) => ({ ...note, name: '' })),
  people: stampNotes(before.people, after.people, now, (note) => ({ ...note, name: '' })),
  grants: stampNotes(before.grants, after.grants, now, ({ link: _link, ...note }) => ({
    ...note,
    name: '',
    token: '',
  })),
})

/** What pages see: nothing that is gone. */
export const present = (contents: BookContents): BookContents => ({
  v: 1,
  doors: contents.doors.filter(({ gone }) => !gone),
  people: contents.people.filter(({ gone }) => !gone),
  grants: contents.grants.filter(({ gone }) => !gone),
})

export const isSame = (one: BookContents, other: BookContents): boolean => JSON.stringify(one) === JSON.stringify(other)
