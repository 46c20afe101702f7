// One access at one door: what it is, the big button, what happened.

import { useState } from 'preact/hooks'
import { language, speaker } from '../../core/words.ts'
import { ageText } from '../../shell/ages.ts'
import type { Keeping, Kept } from '../access/keeping.ts'
import { phaseOf } from '../access/when.ts'
import { ageOf } from '../door/reading.ts'
import { isBusy, type VisitState } from '../door/visit.ts'
import type { Stage } from '../stage.ts'
import { WORDS } from '../words.ts'
import { Live } from './live.tsx'
import { Saying, Whom } from './said.tsx'
import { Camera, What, When } from './terms.tsx'

const say = speaker(WORDS)

export const nameOf = ({ label }: Pick<Kept, 'label'>): string => label.door ?? say('a_door')

const buttonText = ({ unlock }: VisitState): string => {
  if (isBusy(unlock)) return say('opening')
  return unlock.is === 'done' ? say('open_again') : say('open_door')
}

const Connection = ({ visit, isOnline }: { readonly visit: VisitState; readonly isOnline: boolean }) => {
  if (!isOnline) return <p class="card warn">{say('offline')}</p>
  if (visit.link === 'down') return <p class="card warn">{say('reconnecting')}</p>
  return visit.link === 'up' && visit.online === false ? <p class="card warn">{say('door_away')}</p> : null
}

const DoorNow = ({ stage }: { readonly stage: Stage }) => {
  const { door, latest } = stage.visit.value
  const doorNow = stage.now.value
  if (!latest) return null
  if (!door) {
    const age = ageText(ageOf(latest, { now: doorNow - stage.time.ahead.value, doorNow }), language.value)
    return (
      <p class="row">
        <span class="hint">{say('door_now')}</span>
        <span class="badge warn">{say('door_unknown', { age })}</span>
      </p>
    )
  }
  return (
    <p class="row">
      <span class="hint">{say('door_now')}</span>
      <span class={`badge ${door.leaf === 'shut' ? '' : 'warn'}`}>{say(`leaf_${door.leaf}`)}</span>
      <span class={`badge ${door.bolt === 'home' ? 'good' : 'warn'}`}>{say(`bolt_${door.bolt}`)}</span>
    </p>
  )
}

const Buttons = ({ stage }: { readonly stage: Stage }) => {
  const visit = stage.visit.value
  const { allowed, kept } = stage.held
  const phase = phaseOf(allowed, stage.now.value)
  // A phone's own clock may be wrong by a day: only the bridge's makes anybody wait.
  const isEarly = phase.is === 'later' && stage.timed.value && visit.unlock.is === 'rest'
  const isOpen = visit.unlock.is === 'open'
  const mayLock = allowed.act.includes('lock') && visit.link === 'up' && (isOpen || visit.door !== undefined)
  const isOut = visit.door?.bolt !== 'home'
  return (
    <div class="deed">
      {allowed.act.includes('unlock') && !isOpen && (
        <button
          type="button"
          class="button main big"
          aria-disabled={isEarly || isBusy(visit.unlock)}
          onClick={() => isEarly || stage.tap('unlock')}
        >
          {buttonText(visit)}
        </button>
      )}
      {isEarly && <p class="hint">{say('come_later')}</p>}
      {!isEarly && !kept.used && visit.link === 'off' && <p class="hint">{say('first_use')}</p>}
      {mayLock && (isOpen || isOut) && (
        <button
          type="button"
          class={isOpen ? 'button big' : 'button'}
          aria-disabled={isBusy(visit.lock)}
          onClick={() => stage.tap('lock')}
        >
          {say(isBusy(visit.lock) ? 'told_locking' : 'lock_door')}
        </button>
      )}
    </div>
  )
}

const About = ({ keeping, onForget }: { readonly keeping: Keeping; readonly onForget: () => void }) => {
  const [asked, ask] = useState(false)
  return (
    <details class="about">
      <summary>{say('about')}</summary>
      <div class="stack">
        <p class="hint">{say('about_key')}</p>
        {!asked && (
          <button type="button" class="button quiet" onClick={() => ask(true)}>
            {say('forget')}
          </button>
        )}
        {asked && (
          <div class="card warn">
            <p>{say('forget_sure')}</p>
            <div class="row">
              <button type="button" class="button danger" onClick={onForget}>
                {say('forget_yes')}
              </button>
              <button type="button" class="button" onClick={() => ask(false)}>
                {say('forget_no')}
              </button>
            </div>
          </div>
        )}
        {keeping.how === 'memory' && <p class="card warn">{say('about_memory')}</p>}
      </div>
    </details>
  )
}

export interface VisitProps {
  readonly stage: Stage
  readonly others: readonly Kept[]
  readonly keeping: Keeping
  readonly isOnline: boolean
  readonly onForget: () => void
}

export const Visit = ({ stage, others, keeping, isOnline, onForget }: VisitProps) => {
  const { allowed, kept } = stage.held
  const visit = stage.visit.value
  const now = stage.now.value
  return (
    <>
      <h1 class="title" lang={kept.label.door === undefined ? language.value : undefined}>
        {nameOf(kept)}
      </h1>
      {keeping.how === 'memory' && <p class="card warn">{say('about_memory')}</p>}
      <Connection visit={visit} isOnline={isOnline} />
      <Saying visit={visit} filmed={allowed.rec} call={kept.label.call} />
      <DoorNow stage={stage} />
      <When allowed={allowed} now={now} />
      <Camera rec={allowed.rec} kept={kept.label.kept} door={visit.door} />
      <What allowed={allowed} />
      {allowed.act.includes('live') && <Live watcher={stage.watcher} isUp={visit.link === 'up'} />}
      {kept.label.call !== undefined && <Whom whom={kept.label.call} />}
      {others.length > 0 && (
        <nav aria-label={say('others')}>
          <h2>{say('others')}</h2>
          <ul class="plain">
            {others.map((other) => (
              <li key={other.id}>
                <a href={`#${other.id}`}>{nameOf(other)}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <About keeping={keeping} onForget={onForget} />
      <Buttons stage={stage} />
    </>
  )
}
