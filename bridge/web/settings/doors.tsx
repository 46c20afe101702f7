// The owner's doors: names, and which belong to the app.

import { useState } from 'preact/hooks'
import type { VerifyKey } from '#protocol/keys.ts'
import type { DoorView } from '../core/app.ts'
import type { OwnerApp } from '../core/owner-app.ts'
import { codeOf } from '../shell/trouble.tsx'
import { Confirm } from './dialog.tsx'
import { say } from './words.ts'

export const failed = (app: OwnerApp) => (error: unknown) => app.tell(say('failed', { code: codeOf(error) }), 'bad')

const DoorRow = ({ app, door }: { readonly app: OwnerApp; readonly door: DoorView }) => {
  const kept = app.book.contents.value.doors.find(({ id }) => id === door.id)?.name ?? ''
  // The door is there before the book is open: until somebody types, the name is whatever the book says by now.
  const [typed, setTyped] = useState<string>()
  const name = typed ?? kept
  const [isAsking, setAsking] = useState(false)
  const rename = (event: SubmitEvent): void => {
    event.preventDefault()
    app.book
      .change((book) => ({
        ...book,
        doors: book.doors.map((one) => (one.id === door.id ? { ...one, name: name.trim() } : one)),
      }))
      .then(() => app.tell(say('renamed')), failed(app))
  }
  const drop = (): void => {
    app.book.change((book) => ({ ...book, doors: book.doors.filter(({ id }) => id !== door.id) })).catch(failed(app))
  }
  const id = `door-${door.id}`
  return (
    <li class="stack">
      <form class="stack" onSubmit={rename} autocomplete="off">
        <div class="field">
          <label for={id}>{say('door_name')}</label>
          <input
            id={id}
            maxLength={80}
            value={name}
            placeholder={door.name.value}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </div>
        <p class="hint digits">{say('door_id', { id: door.id })}</p>
        <div class="row">
          <button type="submit" class="button" disabled={name.trim() === kept}>
            {say('rename')}
          </button>
          <button type="button" class="button quiet" onClick={() => setAsking(true)}>
            {say('drop_door')}
          </button>
        </div>
      </form>
      {isAsking && (
        <Confirm
          title={say('drop_door')}
          text={say('drop_door_ask', { name: door.name.value })}
          yes={say('drop_door')}
          no={say('cancel')}
          go={drop}
          close={() => setAsking(false)}
        />
      )}
    </li>
  )
}

const FoundRow = ({ app, door }: { readonly app: OwnerApp; readonly door: VerifyKey }) => {
  const takeIn = (): void => {
    app.addDoor(door, '').catch(failed(app))
  }
  return (
    <li class="stack">
      <p>{say('found')}</p>
      <p class="hint digits">{say('door_id', { id: door.thumbprint })}</p>
      <div class="row">
        <button type="button" class="button" onClick={takeIn}>
          {say('take_in')}
        </button>
      </div>
    </li>
  )
}

export const Doors = ({ app }: { readonly app: OwnerApp }) => (
  <section class="card" aria-labelledby="settings-doors">
    <h2 id="settings-doors">{say('doors')}</h2>
    <ul class="list">
      {app.doors.value.map((door) => (
        <DoorRow key={door.id} app={app} door={door} />
      ))}
      {app.found.value.map((door) => (
        <FoundRow key={door.thumbprint} app={app} door={door} />
      ))}
    </ul>
    <div class="row">
      <a class="button" href="/setup">
        {say('pair_another')}
      </a>
    </div>
  </section>
)
