// One grant: who, when, what for, how often used, and how it is taken back.

import { useState } from 'preact/hooks'
import { type DoorView, useApp } from '../core/app.ts'
import { urlOf } from './draft.ts'
import { removeIn, revokeIn } from './giving.ts'
import { hereOf } from './here.ts'
import { allowsText, useText, whenText } from './said.ts'
import { Share } from './share.tsx'
import { knownAtDoor, type Shown } from './standing.ts'
import { say } from './words.ts'

const BADGES = { current: 'good', future: '', used_up: 'warn', ended: '', withdrawn: 'bad' } as const

const Knowledge = ({ shown, door }: { readonly shown: Shown; readonly door: DoorView }) => {
  const known = knownAtDoor(shown, door.revocations.value, door.state.value?.epoch)
  const isAway = known === 'pending' && door.presence.value?.online === false
  return (
    <p role="status" class={known === 'known' ? 'badge good' : 'badge warn'}>
      {say(isAway ? 'pending_offline' : known)}
    </p>
  )
}

const UsedBy = ({ shown }: { readonly shown: Shown }) => {
  const { book } = useApp()
  const holders = [...shown.use.holders]
  // A courier's key says nothing to a person; a carrier's couriers are told apart by theirs.
  if (holders.length < 2 && shown.note.role !== 'carrier') return null
  return (
    <p class="hint">
      {holders.length > 0 && `${say('used_by')} `}
      {holders.map(([key, count]) => say('by', { who: book.nameOf(key), count })).join(', ')}
    </p>
  )
}

interface CardProps {
  readonly shown: Shown
  readonly all: readonly Shown[]
  readonly door: DoorView
}

const Deeds = ({ shown, all, door }: CardProps) => {
  const app = useApp()
  const [busy, setBusy] = useState(false)
  const [isShared, share] = useState(false)
  const { note, standing, use } = shown
  const isOpen = standing === 'current' || standing === 'future'
  const isFree = isOpen && use.boundTo === undefined && note.link !== undefined
  const known = knownAtDoor(shown, door.revocations.value, door.state.value?.epoch)
  const revoke = (): void => {
    setBusy(true)
    revokeIn(app, door, [shown], all)
      .catch(() => app.tell(say('unsaid'), 'bad'))
      .finally(() => setBusy(false))
  }
  const remove = (): void => {
    removeIn(app, shown).catch(() => app.tell(say('wrong_failed'), 'bad'))
  }
  const mayRevoke = isOpen || standing === 'used_up' || (standing === 'withdrawn' && known === 'unsaid')
  return (
    <>
      <div class="row">
        {mayRevoke && (
          <button type="button" class="button danger" aria-disabled={busy} onClick={() => busy || revoke()}>
            {say(busy ? 'revoking' : standing === 'withdrawn' ? 'again' : 'revoke')}
            <span class="unseen"> {note.name}</span>
          </button>
        )}
        {isFree && (
          <button type="button" class="button" aria-expanded={isShared} onClick={() => share(!isShared)}>
            {say('show_link')}
            <span class="unseen"> {note.name}</span>
          </button>
        )}
        {(standing === 'ended' || (standing === 'withdrawn' && known === 'known')) && (
          <button type="button" class="button quiet" onClick={remove}>
            {say('remove')}
            <span class="unseen"> {note.name}</span>
          </button>
        )}
      </div>
      {isFree && isShared && <Share url={urlOf(location.origin, note.link ?? '')} />}
    </>
  )
}

export const GrantCard = ({ shown, all, door }: CardProps) => {
  const here = hereOf(useApp())
  const { note, standing, use } = shown
  const isOpen = standing === 'current' || standing === 'future'
  return (
    <li class={`grant ${standing}`}>
      <div class="row apart">
        <h3>{note.name}</h3>
        <span class="row">
          {note.name !== say(`role_${note.role}`) && <span class="hint">{say(`role_${note.role}`)}</span>}
          <span class={`badge ${BADGES[standing]}`}>{say(`standing_${standing}`)}</span>
        </span>
      </div>
      <p>{whenText(shown, here)}</p>
      <p class="hint">{allowsText(shown)}</p>
      <p class="hint">
        {useText(shown, here)}
        {isOpen && note.link !== undefined && ` · ${say(use.boundTo === undefined ? 'link_free' : 'link_bound')}`}
      </p>
      <UsedBy shown={shown} />
      {standing === 'withdrawn' && <Knowledge shown={shown} door={door} />}
      <Deeds shown={shown} all={all} door={door} />
    </li>
  )
}
