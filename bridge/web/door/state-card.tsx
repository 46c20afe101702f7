// The measured truth at a glance. What cannot be vouched for now is grey, with its age; the large word is then
// "unknown", whatever was measured before.

import { SIGHT_NAMES } from '#protocol/names.ts'
import type { Bolt, StateClaims } from '#protocol/state.ts'
import type { DoorView } from '../core/app.ts'
import { language } from '../core/words.ts'
import { ageText } from '../shell/ages.ts'
import { DoorDrawing } from './drawing.tsx'
import type { Reading } from './reading.ts'
import { say } from './words.ts'

const TONES: Readonly<Record<Bolt, string>> = {
  home: 'good',
  out: 'warn',
  between: 'warn',
  jammed: 'bad',
  unknown: 'bad',
}

/** Younger than this nobody counts. */
const JUST_NOW = 2000

const Fact = ({
  name,
  value,
  tone = '',
}: {
  readonly name: string
  readonly value: string
  readonly tone?: string
}) => (
  <div class="door-fact">
    <dt>{name}</dt>
    <dd>
      <span class={`badge ${tone}`}>{value}</span>
    </dd>
  </div>
)

const cameraTone = ({ camera }: StateClaims): string => {
  if (camera === 'clear' || camera === 'dark') return 'good'
  return camera === 'off' || camera === 'absent' ? '' : 'bad'
}

const Facts = ({ state }: { readonly state: StateClaims }) => (
  <dl class="door-facts" aria-label={say('facts')}>
    <Fact name={say('leaf')} value={say(`leaf_${state.leaf}`)} tone={state.leaf === 'shut' ? 'good' : 'warn'} />
    <Fact name={say('camera')} value={SIGHT_NAMES[state.camera][language.value]} tone={cameraTone(state)} />
    <Fact
      name={say('recording')}
      value={say(state.recording ? 'recording_on' : 'recording_off')}
      tone={state.recording ? 'warn' : ''}
    />
    <Fact
      name={say('viewers')}
      value={state.viewers === 0 ? say('viewers_none') : say('viewers_count', { count: state.viewers })}
    />
  </dl>
)

const age = (span: number): string => ageText(span, language.value)

const Known = ({ reading }: { readonly reading: Extract<Reading, { is: 'now' }> }) => {
  const { state } = reading
  return (
    <>
      <DoorDrawing bolt={state.bolt} leaf={state.leaf} />
      <div class="stack">
        <p class={`door-word ${TONES[state.bolt]}`} role="status">
          {say(`bolt_${state.bolt}`)}
        </p>
        <p class="hint">{reading.age < JUST_NOW ? say('measured_now') : say('measured', { age: age(reading.age) })}</p>
      </div>
      <Facts state={state} />
      {state.clock === 'untrusted' && <p class="hint">{say('clock_untrusted')}</p>}
    </>
  )
}

const was = ({ bolt, leaf }: StateClaims): string => `${say(`bolt_${bolt}`)}, ${say(`leaf_${leaf}`)}`

const Unknown = ({ reading }: { readonly reading: Exclude<Reading, { is: 'now' }> }) => (
  <>
    <DoorDrawing bolt="unknown" leaf="unknown" />
    <div class="stack">
      {/* Its age ticks: what is read out does not. */}
      <p class="unseen" role="status">
        {say('unknown')}
      </p>
      <p class="door-word" aria-hidden="true">
        {reading.is === 'past' ? say('past', { age: age(reading.age) }) : say('unknown')}
      </p>
      <p>{say(reading.away ? `away_${reading.away}` : 'never')}</p>
      {reading.is === 'past' && (
        <p class="hint">{say('past_was', { age: age(reading.age), state: was(reading.state) })}</p>
      )}
    </div>
  </>
)

export const StateCard = ({ door, reading }: { readonly door: DoorView; readonly reading: Reading }) => (
  <section class="card door-state" data-reading={reading.is} aria-label={door.name.value}>
    {reading.is === 'now' ? <Known reading={reading} /> : <Unknown reading={reading} />}
  </section>
)
