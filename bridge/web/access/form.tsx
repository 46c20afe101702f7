// The parts of giving that are typed rather than tapped.

import { useState } from 'preact/hooks'
import { language } from '../core/words.ts'
import { between, type Here, localText, type Times, type Wrong, weekly } from './times.ts'
import { say } from './words.ts'

const HOUR = 3_600_000
const MONTHS = 90 * 86_400_000

/** 2024-01-01 was a Monday. */
const dayName = (day: number): string =>
  new Intl.DateTimeFormat(language.value, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day))

interface FormProps {
  readonly here: Here
  readonly onTimes: (times: Times) => void
}

const Problem = ({ wrong }: { readonly wrong: Wrong | undefined }) => (
  <p class="wrong" role="alert">
    {wrong === undefined ? '' : say(`wrong_${wrong}`)}
  </p>
)

export const WeeklyForm = ({ here, onTimes }: FormProps) => {
  const [days, setDays] = useState<readonly number[]>([])
  const [hours, setHours] = useState({ from: '10:00', to: '12:00' })
  const [last, setLast] = useState(localText(here.now + MONTHS, here.zone).slice(0, 10))
  const [wrong, setWrong] = useState<Wrong>()
  const make = (event: Event): void => {
    event.preventDefault()
    const times = weekly({ days, ...hours, last }, here)
    if (typeof times === 'string') setWrong(times)
    else onTimes(times)
  }
  const toggle = (day: number): void => {
    setWrong(undefined)
    setDays(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])
  }
  return (
    <form class="stack" onSubmit={make} noValidate>
      <fieldset class="field">
        <legend>{say('days')}</legend>
        <div class="row">
          {[0, 1, 2, 3, 4, 5, 6].map((day) => (
            <button
              key={day}
              type="button"
              class="button day"
              aria-pressed={days.includes(day)}
              onClick={() => toggle(day)}
            >
              {dayName(day)}
            </button>
          ))}
        </div>
      </fieldset>
      <div class="row">
        {(['from', 'to'] as const).map((name) => (
          <div key={name} class="field">
            <label for={`access-${name}`}>{say(name)}</label>
            <input
              id={`access-${name}`}
              type="time"
              value={hours[name]}
              onInput={(event) => setHours({ ...hours, [name]: event.currentTarget.value })}
            />
          </div>
        ))}
        <div class="field">
          <label for="access-last">{say('last_day')}</label>
          <input id="access-last" type="date" value={last} onInput={(event) => setLast(event.currentTarget.value)} />
        </div>
      </div>
      <Problem wrong={wrong} />
      <button type="submit" class="button main">
        {say('make')}
      </button>
    </form>
  )
}

export const CustomForm = ({ here, onTimes }: FormProps) => {
  const [from, setFrom] = useState(localText(here.now, here.zone))
  const [until, setUntil] = useState(localText(here.now + 2 * HOUR, here.zone))
  const [wrong, setWrong] = useState<Wrong>()
  const make = (event: Event): void => {
    event.preventDefault()
    const times = between(from, until, here)
    if (typeof times === 'string') setWrong(times)
    else onTimes(times)
  }
  return (
    <form class="stack" onSubmit={make} noValidate>
      <div class="row">
        <div class="field">
          <label for="access-begins">{say('from')}</label>
          <input
            id="access-begins"
            type="datetime-local"
            value={from}
            onInput={(event) => setFrom(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="access-ends">{say('to')}</label>
          <input
            id="access-ends"
            type="datetime-local"
            value={until}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        </div>
      </div>
      <Problem wrong={wrong} />
      <button type="submit" class="button main">
        {say('make')}
      </button>
    </form>
  )
}
