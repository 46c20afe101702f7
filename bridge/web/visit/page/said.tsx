// What happens, step by step, and the sentence of the moment: read out as it changes.

import { explain } from '#protocol/refusals.ts'
import { language, speaker } from '../../core/words.ts'
import { stepsOf, type Told, toldOf } from '../door/steps.ts'
import type { VisitState } from '../door/visit.ts'
import { WORDS } from '../words.ts'

const say = speaker(WORDS)

const toldText = (told: Told): string => {
  if (told.is === 'word') return say(told.word)
  return told.code === 'link_down' ? say('link_down') : explain(told.code, language.value)
}

const GOOD: ReadonlySet<string> = new Set(['told_done', 'told_locked', 'told_open'])
const WARN: ReadonlySet<string> = new Set(['told_leaf_open', 'told_close', 'told_lost', 'told_unsure'])

const moodOf = (told: Told): string => {
  if (told.is === 'refused') return 'bad'
  if (GOOD.has(told.word)) return 'good'
  return WARN.has(told.word) ? 'warn' : ''
}

/** `tel:` where there is a number to call. */
export const Whom = ({ whom }: { readonly whom: string }) => {
  const number = /\+?\d[\d\s/()-]{4,}\d/.exec(whom)?.[0].replace(/[^\d+]/g, '')
  const text = say('call', { whom })
  return <p class="whom">{number === undefined ? text : <a href={`tel:${number}`}>{text}</a>}</p>
}

export const Saying = ({
  visit,
  filmed,
  call,
}: {
  readonly visit: VisitState
  readonly filmed: boolean
  readonly call: string | undefined
}) => {
  const told = toldOf(visit)
  const steps = stepsOf(visit, filmed)
  const isWrong = told?.is === 'refused' || (told?.is === 'word' && told.word === 'told_unsure')
  return (
    <section class="happening" aria-label={say('steps')}>
      <div role="status" aria-live="polite">
        {told && (
          <div class={`card told ${moodOf(told)}`}>
            <p>{toldText(told)}</p>
            {isWrong && call !== undefined && <Whom whom={call} />}
          </div>
        )}
      </div>
      {steps.length > 0 && (
        <ol class="steps">
          {steps.map(({ name, is }) => (
            <li key={name} class={is} aria-current={is === 'now' ? 'step' : undefined}>
              <span>{say(`step_${name}`)}</span>
              <span class="unseen">: {say(`step_${is}`)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
