// Who may come in, and when: as a week and as a list. Giving, and taking back.

import './access.css'
import { useState } from 'preact/hooks'
import { type App, type DoorView, useApp } from '../core/app.ts'
import { language } from '../core/words.ts'
import { momentName } from '../visit/access/times.ts'
import { GrantCard } from './card.tsx'
import { Give } from './give.tsx'
import { hereOf, ownZone } from './here.ts'
import { type Shown, shownGrants } from './standing.ts'
import { Week } from './week-shown.tsx'
import { say } from './words.ts'

const grantsOf = (app: App, door: DoorView, now: number): readonly Shown[] =>
  shownGrants({
    notes: app.book.contents.value.grants.filter((note) => note.door === door.id),
    entries: door.journal.entries.value,
    list: door.revocations.value,
    now: now as ReturnType<App['now']>,
  })

/** How much of the journal the uses were counted in. */
const Counted = ({ door, now }: { readonly door: DoorView; readonly now: number }) => {
  const { journal } = door
  const { entries, standing, more } = journal
  const readOn = (): void => {
    journal.older().catch(() => undefined)
  }
  if (standing.value === 'behind') return <p class="hint">{say('reading')}</p>
  const [first] = entries.value
  if (!more.value || !first) return null
  return (
    <p class="hint row">
      {say('partly', { day: momentName(first.at, now, language.value, ownZone()) })}
      <button type="button" class="button quiet" onClick={readOn}>
        {say('count_older')}
      </button>
    </p>
  )
}

const isOpen = ({ standing }: Shown): boolean => standing === 'current' || standing === 'future'

const OneDoor = ({ app, door }: { readonly app: App; readonly door: DoorView }) => {
  const [isGiving, setGiving] = useState(false)
  const { now } = hereOf(app)
  const all = grantsOf(app, door, now)
  const [open, past] = [all.filter(isOpen), all.filter((one) => !isOpen(one))]
  return (
    <div class="page access">
      <div class="row apart">
        <h1 class="title" tabIndex={-1}>
          {say('title')}
        </h1>
        <button type="button" class="button main" onClick={() => setGiving(true)}>
          {say('new')}
        </button>
      </div>
      {open.length > 0 && <Week grants={open} />}
      <section class="card" aria-labelledby="list-title">
        <h2 id="list-title">{say('list')}</h2>
        {open.length === 0 && <p>{say('none')}</p>}
        <ul class="list">
          {open.map((shown) => (
            <GrantCard key={shown.note.id} shown={shown} all={all} door={door} />
          ))}
        </ul>
        <Counted door={door} now={now} />
      </section>
      {past.length > 0 && (
        <details class="card" open={past.some(({ standing }) => standing === 'withdrawn')}>
          <summary>{say('past', { count: past.length })}</summary>
          <ul class="list">
            {past.map((shown) => (
              <GrantCard key={shown.note.id} shown={shown} all={all} door={door} />
            ))}
          </ul>
        </details>
      )}
      {isGiving && <Give door={door} onClose={() => setGiving(false)} />}
    </div>
  )
}

export const AccessPage = () => {
  const app = useApp()
  const door = app.door.value
  if (door) return <OneDoor key={door.id} app={app} door={door} />
  return (
    <div class="page">
      <h1 class="title" tabIndex={-1}>
        {say('title')}
      </h1>
      <p>{say('no_door')}</p>
      <p>
        <button type="button" class="button main" onClick={() => app.go('/setup')}>
          {say('pair')}
        </button>
      </p>
    </div>
  )
}
