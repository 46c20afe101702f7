// What a holder is called. A courier's key has no name of its own; the grant it came with has one, in the owner's words.

import type { Entry } from '#protocol/entry.ts'
import type { GrantId, Thumbprint } from '#protocol/units.ts'
import type { App, DoorView } from './app.ts'
import type { BookContents } from './book.ts'

/** By the intents of the journal: which key came with which grant. The latest word counts. */
export const holdersIn = (
  entries: readonly Entry[],
  { grants }: Pick<BookContents, 'grants'>,
): ReadonlyMap<Thumbprint, string> => {
  const names = new Map<GrantId, string>(grants.map(({ id, name }) => [id, name]))
  const holders = new Map<Thumbprint, string>()
  for (const { what } of entries) {
    if (what.kind !== 'intent' || what.holder === undefined) continue
    // The holder's own grant is the last of its chain.
    const came = [...what.binds.map(({ link }) => link), ...what.spends.map(({ grant }) => grant)]
    const name = came.map((id) => names.get(id)).findLast((one) => one !== undefined && one !== '')
    if (name !== undefined) holders.set(what.holder, name)
  }
  return holders
}

/** The owner's word for a key at this door: a person's, else the grant's, else the key's beginning. */
export const namesAt = (app: Pick<App, 'book' | 'key'>, door: Pick<DoorView, 'journal'>) => {
  const contents = app.book.contents.value
  const holders = holdersIn(door.journal.entries.value, contents)
  const named = new Set<string>(contents.people.filter(({ name }) => name !== '').map(({ id }) => id))
  return (key: Thumbprint | undefined): string => {
    const isOwn = key === undefined || key === app.key.signing.thumbprint || named.has(key)
    return (isOwn ? undefined : holders.get(key)) ?? app.book.nameOf(key)
  }
}
