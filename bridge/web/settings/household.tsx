// Who lives here: standing grants to open, lock and watch, given as links that bind to a phone of their own.

import { useState } from 'preact/hooks'
import type { DoorView } from '../core/app.ts'
import type { GrantNote } from '../core/book.ts'
import type { OwnerApp } from '../core/owner-app.ts'
import { locale } from '../core/words.ts'
import { Qr } from '../look/qr.tsx'
import { Confirm, Dialog } from './dialog.tsx'
import { failed } from './doors.tsx'
import { say } from './words.ts'

/** Long enough for a household, short enough that a forgotten one ends some day. */
const LASTS = 5 * 365 * 24 * 60 * 60 * 1000

const giveTo = async (app: OwnerApp, door: DoorView, name: string): Promise<GrantNote> => {
  const { giveHousehold } = await import('../access/giving.ts')
  const now = app.now()
  return (await giveHousehold(app, door, name, { from: now, until: now + LASTS })).note
}

const takeBack = async (app: OwnerApp, door: DoorView, note: GrantNote): Promise<void> => {
  await door.revoke((list) => ({ ...list, grants: [...list.grants, note.id] }))
  await app.book.change((book) => ({
    ...book,
    grants: book.grants.map(({ link, ...one }) =>
      one.id === note.id ? { ...one, revoked: app.now() } : { ...one, ...(link === undefined ? {} : { link }) },
    ),
  }))
  app.tell(say('member_dropped'))
}

const Share = ({
  app,
  note,
  close,
}: {
  readonly app: OwnerApp
  readonly note: GrantNote
  readonly close: () => void
}) => {
  const url = `${location.origin}/visit/#${note.link ?? ''}`
  const copy = (): void => {
    navigator.clipboard.writeText(url).then(() => app.tell(say('copied')), failed(app))
  }
  return (
    <Dialog title={note.name} close={close}>
      <p>{say('member_share', { name: note.name })}</p>
      <Qr text={url} name={say('qr_name')} />
      <div class="row">
        <button type="button" class="button main" onClick={copy}>
          {say('copy')}
        </button>
        <button type="button" class="button" onClick={close}>
          {say('close')}
        </button>
      </div>
    </Dialog>
  )
}

interface MemberProps {
  readonly app: OwnerApp
  readonly door: DoorView
  readonly note: GrantNote
  readonly share: () => void
}

const Member = ({ app, door, note, share }: MemberProps) => {
  const [isAsking, setAsking] = useState(false)
  const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(note.at)
  return (
    <li class="row apart">
      <div>
        <p>
          <strong>{note.name}</strong>
        </p>
        <p class="hint">{say('member_since', { day })}</p>
      </div>
      <div class="row">
        {note.link !== undefined && (
          <button type="button" class="button" onClick={share}>
            {say('member_link')}
          </button>
        )}
        <button type="button" class="button danger" onClick={() => setAsking(true)}>
          {say('member_drop')}
        </button>
      </div>
      {isAsking && (
        <Confirm
          title={say('member_drop')}
          text={say('member_drop_ask', { name: note.name })}
          yes={say('member_drop')}
          no={say('cancel')}
          go={() => {
            takeBack(app, door, note).catch(failed(app))
          }}
          close={() => setAsking(false)}
        />
      )}
    </li>
  )
}

export const Household = ({ app, door }: { readonly app: OwnerApp; readonly door: DoorView }) => {
  const [name, setName] = useState('')
  const [shared, setShared] = useState<GrantNote>()
  const members = app.book.contents.value.grants.filter(
    (note) => note.role === 'household' && note.door === door.id && note.revoked === undefined,
  )
  const add = (event: SubmitEvent): void => {
    event.preventDefault()
    giveTo(app, door, name.trim()).then((note) => {
      setName('')
      setShared(note)
    }, failed(app))
  }
  return (
    <section class="card" aria-labelledby="settings-household">
      <h2 id="settings-household">{say('household')}</h2>
      <p class="hint">{say('household_text')}</p>
      {members.length === 0 && <p>{say('household_none')}</p>}
      <ul class="list">
        {members.map((note) => (
          <Member key={note.id} app={app} door={door} note={note} share={() => setShared(note)} />
        ))}
      </ul>
      <form class="stack" onSubmit={add} autocomplete="off">
        <div class="field">
          <label for="member-name">{say('member_name')}</label>
          <input
            id="member-name"
            maxLength={80}
            required
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </div>
        <div class="row">
          <button type="submit" class="button" disabled={name.trim() === ''}>
            {say('member_add')}
          </button>
        </div>
      </form>
      {shared && <Share app={app} note={shared} close={() => setShared(undefined)} />}
    </section>
  )
}
