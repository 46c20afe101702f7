// What may be said beyond who and when. Everything has what is usual for the role.

import { type Role, USUAL } from './draft.ts'
import { say } from './words.ts'

/** As it stands in the fields. */
export interface Options {
  readonly name: string
  readonly label: string
  readonly call: string
  readonly uses: string
  readonly rec: boolean
  readonly lock: boolean
  readonly live: boolean
  readonly job: string
}

export const usualOptions = (role: Role, doorName: string): Options => ({
  name: '',
  label: doorName,
  call: '',
  uses: String(USUAL[role].uses ?? ''),
  rec: USUAL[role].rec,
  lock: USUAL[role].act.includes('lock'),
  live: USUAL[role].act.includes('live'),
  job: '',
})

/** @returns what is wrong with them */
export const wrongIn = ({ uses, job }: Options): 'wrong_uses' | 'wrong_job' | undefined => {
  const count = Number(uses)
  if (uses.trim() !== '' && !(Number.isInteger(count) && count >= 1 && count <= 10_000)) return 'wrong_uses'
  return job !== '' && !/^[\w .:/-]{1,64}$/.test(job) ? 'wrong_job' : undefined
}

interface OptionsProps {
  readonly options: Options
  readonly onChange: (options: Options) => void
}

const TEXTS = ['name', 'label', 'call'] as const
const SWITCHES = ['rec', 'lock', 'live'] as const
const NAMES = {
  name: 'name',
  label: 'door_label',
  call: 'call',
  rec: 'camera',
  lock: 'may_lock',
  live: 'may_live',
} as const

export const OptionFields = ({ options, onChange }: OptionsProps) => {
  const wrong = wrongIn(options)
  return (
    <details class="more">
      <summary>{say('more')}</summary>
      <div class="stack">
        {TEXTS.map((name) => (
          <div key={name} class="field">
            <label for={`option-${name}`}>{say(NAMES[name])}</label>
            <input
              id={`option-${name}`}
              maxLength={80}
              autocomplete="off"
              value={options[name]}
              onInput={(event) => onChange({ ...options, [name]: event.currentTarget.value })}
            />
          </div>
        ))}
        <p class="hint">{say('call_hint')}</p>
        {SWITCHES.map((name) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={options[name]}
              onChange={(event) => onChange({ ...options, [name]: event.currentTarget.checked })}
            />
            {say(NAMES[name])}
          </label>
        ))}
        <div class="field">
          <label for="option-uses">{say('uses')}</label>
          <input
            id="option-uses"
            inputMode="numeric"
            value={options.uses}
            aria-invalid={wrong === 'wrong_uses'}
            onInput={(event) => onChange({ ...options, uses: event.currentTarget.value })}
          />
          <span class={wrong === 'wrong_uses' ? 'wrong' : 'hint'}>
            {say(wrong === 'wrong_uses' ? wrong : 'uses_hint')}
          </span>
        </div>
        <div class="field">
          <label for="option-job">{say('job_field')}</label>
          <input
            id="option-job"
            maxLength={64}
            autocomplete="off"
            value={options.job}
            aria-invalid={wrong === 'wrong_job'}
            onInput={(event) => onChange({ ...options, job: event.currentTarget.value })}
          />
          <span class={wrong === 'wrong_job' ? 'wrong' : 'hint'}>
            {say(wrong === 'wrong_job' ? wrong : 'job_hint')}
          </span>
        </div>
      </div>
    </details>
  )
}
