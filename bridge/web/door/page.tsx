// The door now: what is measured, the picture, and the two things that can be asked of it.

import './door.css'
import { epochMs } from '#protocol/units.ts'
import { type App, type DoorView, useApp } from '../core/app.ts'
import { ticking } from '../shell/ages.ts'
import { Controls } from './controls.tsx'
import { Alarms, Lately, VisitingNow } from './lately.tsx'
import { Picture } from './picture.tsx'
import { type Reading, readingOf } from './reading.ts'
import { StateCard } from './state-card.tsx'
import { say } from './words.ts'

const readDoor = (app: App, door: DoorView): Reading =>
  readingOf({
    state: door.state.value,
    heardAt: door.heardAt.value,
    presence: door.presence.value,
    link: app.link.value,
    // Drawn again with each tick, by what the clocks say then.
    now: Math.max(ticking.value, performance.now()),
    doorNow: epochMs(Date.now() + door.ahead.value),
  })

const NoDoor = ({ app }: { readonly app: App }) => (
  <div class="page">
    <h1 class="title">{say('title')}</h1>
    <p>{say('no_door')}</p>
    <p>
      <button type="button" class="button main" onClick={() => app.go('/setup')}>
        {say('pair')}
      </button>
    </p>
  </div>
)

const OneDoor = ({ app, door }: { readonly app: App; readonly door: DoorView }) => {
  const reading = readDoor(app, door)
  const state = reading.is === 'now' ? reading.state : undefined
  return (
    <div class="page door-page">
      <h1 class="title unseen">{say('title')}</h1>
      {state && <Alarms state={state} />}
      <Picture door={door} reading={reading} />
      <div class="stack">
        <StateCard door={door} reading={reading} />
        <Controls door={door} reading={reading} />
        {state?.visit === true && <VisitingNow door={door} />}
        <Lately door={door} />
      </div>
    </div>
  )
}

export const DoorPage = () => {
  const app = useApp()
  const door = app.door.value
  return door ? <OneDoor key={door.id} app={app} door={door} /> : <NoDoor app={app} />
}
