// Before anything happens: when, what is allowed, and that it is filmed and why.

import { readRule } from '#protocol/window/rule.ts'
import { sentenceOf } from '#protocol/window/words.ts'
import { language, speaker } from '../../core/words.ts'
import type { Allowed } from '../access/grant.ts'
import { momentName, stretchName } from '../access/times.ts'
import { phaseOf, stretches } from '../access/when.ts'
import type { DoorState } from '../door/said.ts'
import { WORDS } from '../words.ts'

const say = speaker(WORDS)

const NEXT_SHOWN = 4

const sentenceFor = (window: Allowed['windows'][number]): string => {
  const rule = readRule(window.rule)
  return rule.ok ? sentenceOf(rule, window, language.value) : ''
}

const unlockText = (uses: number | undefined): string => {
  if (uses === undefined) return say('may_unlock')
  return uses === 1 ? say('may_unlock_once') : say('may_unlock_uses', { uses })
}

export const When = ({ allowed, now }: { readonly allowed: Allowed; readonly now: number }) => {
  const phase = phaseOf(allowed, now)
  const zone = allowed.windows[0]?.zone
  const spoken = language.value
  const next = allowed.windows.length > 0 ? stretches(allowed, now, NEXT_SHOWN) : []
  const badge = { now: 'good', later: 'warn', over: 'bad' }[phase.is]
  return (
    <section class="card">
      <div class="row apart">
        <h2>{say('when')}</h2>
        <span class={`badge ${badge}`}>{say(`phase_${phase.is}`)}</span>
      </div>
      {phase.is === 'now' && (
        <p class="main-line">{say('now_until', { until: momentName(phase.until, now, spoken, zone) })}</p>
      )}
      {phase.is === 'later' && (
        <p class="main-line">{say('next_at', { stretch: stretchName(phase.next, now, spoken, zone) })}</p>
      )}
      {phase.is === 'over' && <p class="main-line">{say('over')}</p>}
      {allowed.windows.map((window) => (
        <p key={JSON.stringify(window)}>{sentenceFor(window)}</p>
      ))}
      {next.length > 1 && (
        <div>
          <p class="hint">{say('after_that')}</p>
          <ul class="plain">
            {next.slice(1).map((stretch) => (
              <li key={stretch.start}>{stretchName(stretch, now, spoken, zone)}</li>
            ))}
          </ul>
        </div>
      )}
      {allowed.windows.length > 0 && phase.is !== 'over' && (
        <p class="hint">{say('ends_on', { day: momentName(allowed.exp * 1000, now, spoken, zone) })}</p>
      )}
    </section>
  )
}

export const What = ({ allowed }: { readonly allowed: Allowed }) => (
  <section class="card">
    <h2>{say('allowed')}</h2>
    <ul class="plain">
      {allowed.act.includes('unlock') && <li>{unlockText(allowed.uses)}</li>}
      {allowed.act.includes('lock') && <li>{say('may_lock')}</li>}
      {allowed.act.includes('live') && <li>{say('may_live')}</li>}
    </ul>
    {allowed.job !== undefined && <p class="hint">{say('job', { job: allowed.job })}</p>}
  </section>
)

const viewersText = (viewers: number): string =>
  viewers === 1 ? say('viewers_one') : say('viewers_more', { count: viewers })

export const Camera = ({
  rec,
  kept,
  door,
}: {
  readonly rec: boolean
  readonly kept: number | undefined
  readonly door: DoorState | undefined
}) => (
  <section class={rec ? 'card filmed' : 'card'}>
    <h2>{say(rec ? 'filmed_title' : 'unfilmed_title')}</h2>
    <p>{say(rec ? 'filmed' : 'unfilmed')}</p>
    {rec && (
      <p>
        {say('filmed_who')} {kept !== undefined && say('filmed_kept', { days: kept })}
      </p>
    )}
    {door?.recording && <p class="badge bad">{say('recording_now')}</p>}
    {door !== undefined && door.viewers > 0 && <p class="badge warn">{viewersText(door.viewers)}</p>}
  </section>
)
