// Alarms with what to do, who is visiting now, and the last few things that happened.

import { ALARM_NAMES } from '#protocol/names.ts'
import type { StateClaims } from '#protocol/state.ts'
import { describeHappening } from '#protocol/story/sentence.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { type DoorView, useApp } from '../core/app.ts'
import { namesAt } from '../core/holders.ts'
import { language } from '../core/words.ts'
import { ageText, ticking } from '../shell/ages.ts'
import { latelyOf, visitingOf } from './visiting.ts'
import { ADVICE, say } from './words.ts'

const LATELY = 5

export const Alarms = ({ state }: { readonly state: StateClaims }) =>
  state.alarms.length === 0 ? null : (
    <section class="card bad" role="alert">
      <h2>{say('alarms')}</h2>
      <ul class="list">
        {state.alarms.map((alarm) => (
          <li key={alarm}>
            <strong class="door-alarm">{ALARM_NAMES[alarm][language.value]}</strong>
            <p>{ADVICE[alarm][language.value]}</p>
          </li>
        ))}
      </ul>
    </section>
  )

/** By the door's clock, which wrote the entry; counted along with the page's ticks. */
const ago = (door: DoorView, at: number): string => {
  // Drawn again as time goes by.
  const counted = ticking.value - performance.now()
  return ageText(Date.now() + door.ahead.value + counted - at, language.value)
}

export const VisitingNow = ({ door }: { readonly door: DoorView }) => {
  const nameOf = namesAt(useApp(), door)
  const visiting = visitingOf(door.journal.entries.value)
  const name = !visiting?.holder ? say('visit_keypad') : nameOf(visiting.holder)
  return (
    <section class="card warn">
      <h2>{say('visit')}</h2>
      {visiting && (
        <p>
          <strong>{say('visit_by', { name, age: ago(door, visiting.since) })}</strong>{' '}
          <span class="badge">{say(visiting.opened ? 'visit_opened' : 'visit_asked')}</span>
        </p>
      )}
    </section>
  )
}

export const Lately = ({ door }: { readonly door: DoorView }) => {
  const app = useApp()
  const entries = latelyOf(door.journal.entries.value, LATELY)
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const nameOf = namesAt(app, door)
  const reader = { language: language.value, zone, nameOf: (key: string) => nameOf(key as Thumbprint) }
  return (
    <section class="card">
      <h2>{say('lately')}</h2>
      {entries.length === 0 && <p class="hint">{say('lately_none')}</p>}
      <ul class="list">
        {entries.map(({ n, at, what }) => (
          <li key={n} class="door-event">
            <time class="hint" dateTime={new Date(at).toISOString()}>
              {ago(door, at)}
            </time>
            <span>{describeHappening(what, reader)}</span>
          </li>
        ))}
      </ul>
      <p>
        <a
          href="/timeline"
          onClick={(event) => {
            event.preventDefault()
            app.go('/timeline')
          }}
        >
          {say('lately_all')}
        </a>
      </p>
    </section>
  )
}
