// Giving and taking back, with the app's keys, book and door.

import type { GrantId } from '#protocol/units.ts'
import { fromSeconds } from '#protocol/units.ts'
import type { App, DoorView } from '../core/app.ts'
import type { GrantNote } from '../core/book.ts'
import { type Given, type Giver, give, type Role, type Terms, USUAL } from './draft.ts'
import type { Options } from './options.tsx'
import { type Shown, withdrawing } from './standing.ts'
import type { Times } from './times.ts'

const trimmed = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim().slice(0, 80))

/** @param roleName stands for whom when no name was typed */
export const termsFrom = (role: Role, times: Times, options: Options, roleName: string): Terms => ({
  role,
  ...times,
  name: trimmed(options.name) ?? roleName,
  act: ['unlock', ...(options.lock ? (['lock'] as const) : []), ...(options.live ? (['live'] as const) : [])],
  uses: options.uses.trim() === '' ? undefined : Number(options.uses),
  rec: options.rec,
  job: trimmed(options.job),
})

/** The epoch that the bridge and the door know, too: a grant of a later one would lock everybody out. */
const epochOf = ({ revocations, state }: DoorView): number =>
  Math.max(revocations.value?.epoch ?? 0, state.value?.epoch ?? 0)

export const giverOf = (app: App, door: DoorView, label: Giver['label']): Giver => ({
  owner: app.key.signing,
  door: { id: door.id, jwk: door.key.jwk },
  bridge: app.bridge,
  origin: location.origin,
  epoch: epochOf(door),
  label,
  now: app.now(),
})

const noted = (app: App, notes: readonly GrantNote[]): Promise<void> => {
  const ids = new Set(notes.map(({ id }) => id))
  return app.book.change((book) => ({ ...book, grants: [...book.grants.filter(({ id }) => !ids.has(id)), ...notes] }))
}

/** Signs it, keeps it in the book, gives its link. */
export const giveIn = async (app: App, door: DoorView, terms: Terms, options: Options): Promise<Given> => {
  const label = { door: trimmed(options.label), call: trimmed(options.call) }
  const given = await give(terms, giverOf(app, door, label))
  await noted(app, [given.note])
  return given
}

/** A standing grant for somebody who lives here. */
export const giveHousehold = (app: App, door: DoorView, name: string, times: Times): Promise<Given> => {
  const { act, rec } = USUAL.household
  const options = {
    name,
    label: door.name.value,
    call: '',
    uses: '',
    rec,
    lock: true,
    live: act.includes('live'),
    job: '',
  }
  return giveIn(app, door, termsFrom('household', times, options, name), options)
}

/** Said at once; written into the book first, so that a bridge that is away makes nobody forget it. */
export const revokeIn = async (
  app: App,
  door: DoorView,
  grants: readonly Shown[],
  all: readonly Shown[],
): Promise<void> => {
  const now = app.now()
  await noted(
    app,
    grants.map(({ note }) => ({ ...note, at: now, revoked: note.revoked ?? now })),
  )
  const ends = new Map<GrantId, number>(all.map(({ note, claims }) => [note.id, fromSeconds(claims.exp)]))
  const isOver = (grant: GrantId): boolean => (ends.get(grant) ?? Number.POSITIVE_INFINITY) + 86_400_000 < now
  await door.revoke(
    withdrawing(
      grants.map(({ note }) => note.id),
      isOver,
    ),
  )
}

export const removeIn = (app: App, { note }: Shown): Promise<void> =>
  noted(app, [{ ...note, at: app.now(), gone: true }])
