// The owner's book: names, doors, people, grants given. Sealed to the owner's key wherever it lies. Two devices may
// write at once: notes are merged one by one, the later word wins, and what was taken out stays out.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema, GrantIdSchema, ThumbprintSchema } from '#protocol/ids.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'

const note = {
  /** When it was last written. */
  at: EpochMsSchema,
  gone: z.literal(true).optional(),
}
const name = z.string().max(80)

export const DoorNoteSchema = z.strictObject({ ...note, id: DoorIdSchema, key: PublicJwkSchema, name })
/** `household`: lives here. `carrier`: passes its grant on to couriers. */
export const PersonNoteSchema = z.strictObject({
  ...note,
  id: ThumbprintSchema,
  name,
  role: z.enum(['household', 'guest', 'courier', 'carrier']),
})
export const GrantNoteSchema = z.strictObject({
  ...note,
  id: GrantIdSchema,
  door: DoorIdSchema,
  /** Who it is for, in the owner's words. */
  name,
  role: z.enum(['household', 'guest', 'courier', 'carrier']),
  token: z.string().max(TOKEN_BYTES),
  /** The link's fragment, where it was given as one: to be shown again until it is used. */
  link: z
    .string()
    .max(4 * TOKEN_BYTES)
    .optional(),
  revoked: EpochMsSchema.optional(),
})
export type DoorNote = z.infer<typeof DoorNoteSchema>
export type PersonNote = z.infer<typeof PersonNoteSchema>
export type GrantNote = z.infer<typeof GrantNoteSchema>

export const BookContentsSchema = z.strictObject({
  v: z.literal(1),
  doors: z.array(DoorNoteSchema).max(100),
  people: z.array(PersonNoteSchema).max(1000),
  grants: z.array(GrantNoteSchema).max(2000),
})
export type BookContents = z.infer<typeof BookContentsSchema>

export const EMPTY_BOOK: BookContents = { v: 1, doors: [], people: [], grants: [] }

const mergeNotes = <Note extends { readonly id: string; readonly at: number }>(
  ours: readonly Note[],
  theirs: readonly Note[],
): Note[] => {
  const notes = new Map<string, Note>(ours.map((one) => [one.id, one]))
  for (const one of theirs) {
    const known = notes.get(one.id)
    if (!known || one.at > known.at) notes.set(one.id, one)
  }
  return [...notes.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Commutative, associative and idempotent, as long as no two notes of one id have one time. */
export const mergeBooks = (ours: BookContents, theirs: BookContents): BookContents => ({
  v: 1,
  doors: mergeNotes(ours.doors, theirs.doors),
  people: mergeNotes(ours.people, theirs.people),
  grants: mergeNotes(ours.grants, theirs.grants),
})
