// New access in three taps: who, when, send.

import { useEffect, useRef, useState } from 'preact/hooks'
import { type DoorView, useApp } from '../core/app.ts'
import type { Role } from './draft.ts'
import { CustomForm, WeeklyForm } from './form.tsx'
import { giveIn, termsFrom } from './giving.ts'
import { hereOf } from './here.ts'
import { OptionFields, type Options, usualOptions, wrongIn } from './options.tsx'
import { Share } from './share.tsx'
import { SOON, soon, standing, type Times } from './times.ts'
import { say } from './words.ts'

const ROLES = ['courier', 'guest', 'carrier', 'household'] as const

type Stage =
  | { readonly is: 'who' }
  | { readonly is: 'when'; readonly role: Role; readonly form?: 'weekly' | 'custom' }
  | { readonly is: 'share'; readonly url: string }

const Who = ({ onRole }: { readonly onRole: (role: Role) => void }) => (
  <div class="choices">
    {ROLES.map((role) => (
      <button key={role} type="button" class="button choice" onClick={() => onRole(role)}>
        <span>{say(`role_${role}`)}</span>
        <span class="hint">{say(`about_${role}`)}</span>
      </button>
    ))}
  </div>
)

interface WhenProps {
  readonly stage: Stage & { is: 'when' }
  readonly onForm: (form: 'weekly' | 'custom') => void
  readonly onTimes: (times: Times) => void
}

const When = ({ stage, onForm, onTimes }: WhenProps) => {
  const here = hereOf(useApp())
  if (stage.form === 'weekly') return <WeeklyForm here={here} onTimes={onTimes} />
  if (stage.form === 'custom') return <CustomForm here={here} onTimes={onTimes} />
  return (
    <div class="choices">
      {stage.role === 'household' && (
        <button type="button" class="button main" onClick={() => onTimes(standing(here))}>
          {say('soon_standing')}
        </button>
      )}
      {SOON.map((one) => (
        <button key={one} type="button" class="button" onClick={() => onTimes(soon(one, here))}>
          {say(`soon_${one}`)}
        </button>
      ))}
      <button type="button" class="button" onClick={() => onForm('weekly')}>
        {say('weekly')}
      </button>
      <button type="button" class="button" onClick={() => onForm('custom')}>
        {say('custom')}
      </button>
    </div>
  )
}

const TITLES = { who: 'who', when: 'when', share: 'share' } as const

export const Give = ({ door, onClose }: { readonly door: DoorView; readonly onClose: () => void }) => {
  const app = useApp()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [stage, setStage] = useState<Stage>({ is: 'who' })
  const [options, setOptions] = useState<Options>(usualOptions('courier', door.name.value))
  const [wrong, setWrong] = useState<Parameters<typeof say>[0]>()
  useEffect(() => dialog.current?.showModal(), [])
  // Each step begins at its heading, for whoever cannot see that it changed.
  useEffect(() => heading.current?.focus(), [stage])

  const choose = (role: Role): void => {
    setOptions({ ...usualOptions(role, options.label), name: options.name, call: options.call })
    setStage({ is: 'when', role })
  }
  const make = (role: Role, times: Times): void => {
    const problem = wrongIn(options)
    setWrong(problem)
    if (problem) return
    giveIn(app, door, termsFrom(role, times, options, say(`role_${role}`)), options)
      .then(({ url }) => setStage({ is: 'share', url }))
      .catch(() => setWrong('wrong_failed'))
  }
  const back = (): void => {
    if (stage.is === 'when') setStage(stage.form === undefined ? { is: 'who' } : { is: 'when', role: stage.role })
  }
  return (
    <dialog ref={dialog} class="give" onClose={onClose} aria-labelledby="give-title">
      <div class="stack">
        <h2 id="give-title" ref={heading} tabIndex={-1}>
          {say(TITLES[stage.is])}
        </h2>
        {stage.is === 'who' && <Who onRole={choose} />}
        {stage.is === 'when' && (
          <>
            <When
              stage={stage}
              onForm={(form) => setStage({ ...stage, form })}
              onTimes={(times) => make(stage.role, times)}
            />
            <OptionFields options={options} onChange={setOptions} />
          </>
        )}
        {stage.is === 'share' && <Share url={stage.url} />}
        <p class="wrong" role="alert">
          {wrong === undefined ? '' : say(wrong)}
        </p>
        <div class="row apart">
          {stage.is === 'when' ? (
            <button type="button" class="button quiet" onClick={back}>
              {say('back')}
            </button>
          ) : (
            <span />
          )}
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {say(stage.is === 'share' ? 'done' : 'close')}
          </button>
        </div>
      </div>
    </dialog>
  )
}
