// Language and look of this browser.

import type { Language } from '../core/words.ts'
import { language } from '../core/words.ts'
import { chooseLanguage, chooseLook, type Look, look } from '../shell/choices.ts'
import { say } from './words.ts'

interface ChoiceProps<Value extends string> {
  readonly name: string
  readonly legend: string
  readonly options: readonly (readonly [value: Value, label: string])[]
  readonly chosen: Value
  readonly choose: (value: Value) => void
}

const Choice = <Value extends string>({ name, legend, options, chosen, choose }: ChoiceProps<Value>) => (
  <fieldset class="field">
    <legend>{legend}</legend>
    {options.map(([value, label]) => (
      <label class="check" key={value}>
        <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => choose(value)} />
        {label}
      </label>
    ))}
  </fieldset>
)

/** Each in itself: whoever has the wrong one on the screen must find the right one. */
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['de', 'Deutsch'],
]

export const Choices = () => {
  const looks: readonly (readonly [Look, string])[] = [
    ['auto', say('look_auto')],
    ['light', say('look_light')],
    ['dark', say('look_dark')],
  ]
  return (
    <section class="card choices">
      <Choice
        name="language"
        legend={say('language')}
        options={LANGUAGES}
        chosen={language.value}
        choose={chooseLanguage}
      />
      <Choice name="look" legend={say('look')} options={looks} chosen={look.value} choose={chooseLook} />
    </section>
  )
}
