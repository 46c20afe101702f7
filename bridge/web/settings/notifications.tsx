// What this device is told while the app is closed: which kinds, when not, and alarms always, unless somebody means it.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { PushWishes } from '#protocol/push.ts'
import { type App, useApp } from '../core/app.ts'
import { openDatabase } from '../core/database.ts'
import { language } from '../core/words.ts'
import { keepLanguage } from '../sw/language.ts'
import { KINDS, silentUntil, withHour, withKind, withQuiet, withSilence } from '../sw/wishes.ts'
import { type Notifying, type Stage, useNotifying } from './notifications-state.ts'
import { say } from './notifications-words.ts'

type On = Extract<Stage, { at: 'on' }>
interface Part {
  readonly app: App
  readonly on: On
  readonly notifying: Notifying
}

const timeOf = (at: number): string =>
  new Intl.DateTimeFormat(language.value, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at)

const Kinds = ({ on, notifying }: Part) => (
  <fieldset class="field">
    <legend>{say('kinds')}</legend>
    {KINDS.map((kind) => (
      <label key={kind} class="check">
        <input
          type="checkbox"
          checked={on.wishes.kinds.includes(kind)}
          onChange={({ currentTarget }) => notifying.change(withKind(on.wishes, kind, currentTarget.checked))}
        />
        <span>{say(kind)}</span>
      </label>
    ))}
    <p class="hint">{say('always')}</p>
  </fieldset>
)

const Hour = ({ part, which }: { readonly part: Part; readonly which: 'from' | 'to' }) => {
  const { on, notifying } = part
  const id = `quiet-${which}`
  return (
    <div class="field">
      <label for={id}>{say(which === 'from' ? 'quiet_from' : 'quiet_to')}</label>
      <input
        id={id}
        type="time"
        required
        value={on.wishes.quiet?.[which] ?? ''}
        onChange={({ currentTarget }) => {
          const changed = withHour(on.wishes, which, currentTarget.value)
          if (changed !== on.wishes) notifying.change(changed)
        }}
      />
    </div>
  )
}

const Quiet = (part: Part) => {
  const { on, notifying } = part
  const { quiet } = on.wishes
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <div class="stack">
      <label class="check">
        <input
          type="checkbox"
          checked={quiet !== undefined}
          onChange={({ currentTarget }) => notifying.change(withQuiet(on.wishes, currentTarget.checked, zone))}
        />
        <strong>{say('quiet')}</strong>
      </label>
      {quiet && (
        <>
          <div class="row">
            <Hour part={part} which="from" />
            <Hour part={part} which="to" />
          </div>
          <p class="hint">{quiet.from === quiet.to ? say('quiet_same') : say('quiet_zone', { zone: quiet.zone })}</p>
        </>
      )}
    </div>
  )
}

const HOURS = [1, 4, 12, 24] as const

/** Asked once more, with what it means, before anything is silent. */
const Confirm = ({ app, hours, answer }: { app: App; hours: number; answer: (yes: boolean) => void }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const time = timeOf(withSilence({ kinds: [] }, hours, app.now()).alarmsSilentUntil ?? 0)
  return (
    <dialog ref={dialog} aria-labelledby="silence-title" onClose={() => answer(false)}>
      <div class="stack">
        <h3 id="silence-title">{say('silence_ask')}</h3>
        <p>{say('silence_means', { time })}</p>
        <div class="row">
          <button type="button" class="button main" onClick={() => answer(false)}>
            {say('silence_no')}
          </button>
          <button type="button" class="button danger" onClick={() => answer(true)}>
            {say('silence_yes')}
          </button>
        </div>
      </div>
    </dialog>
  )
}

const Silent = ({ part, until }: { readonly part: Part; readonly until: number }) => (
  <div class="card warn" role="status">
    <p>
      <strong>{say('silent_until', { time: timeOf(until) })}</strong>
    </p>
    <div class="row">
      <button
        type="button"
        class="button main"
        onClick={() => part.notifying.change(withSilence(part.on.wishes, undefined, part.app.now()))}
      >
        {say('unsilence')}
      </button>
    </div>
  </div>
)

/** Draws it anew when the silence is over. */
const useUntil = (wishes: PushWishes, app: App): number | undefined => {
  const [, again] = useState(0)
  const until = silentUntil(wishes, app.now())
  useEffect(() => {
    if (until === undefined) return undefined
    const timer = setTimeout(() => again((count) => count + 1), until - app.now())
    return () => clearTimeout(timer)
  }, [until, app])
  return until
}

const Silence = (part: Part) => {
  const { app, on, notifying } = part
  const [hours, setHours] = useState<number>(HOURS[0])
  const [asking, setAsking] = useState(false)
  const until = useUntil(on.wishes, app)
  if (until !== undefined) return <Silent part={part} until={until} />
  const answer = (yes: boolean): void => {
    setAsking(false)
    if (yes) notifying.change(withSilence(on.wishes, hours, app.now()))
  }
  return (
    <div class="row">
      <div class="field">
        <label for="silence-hours">{say('silence_for')}</label>
        <select
          id="silence-hours"
          value={String(hours)}
          onChange={({ currentTarget }) => setHours(Number(currentTarget.value))}
        >
          {HOURS.map((n) => (
            <option key={n} value={String(n)}>
              {say('silence_hours', { n })}
            </option>
          ))}
        </select>
      </div>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {say('silence')}
      </button>
      {asking && <Confirm app={app} hours={hours} answer={answer} />}
    </div>
  )
}

const Told = (part: Part) => {
  const { app, notifying } = part
  return (
    <>
      <Kinds {...part} />
      <Quiet {...part} />
      <Silence {...part} />
      <div class="row">
        <button type="button" class="button" disabled={notifying.busy || !app.door.value} onClick={notifying.test}>
          {say('test')}
        </button>
        <button type="button" class="button quiet" disabled={notifying.busy} onClick={notifying.end}>
          {say('turn_off')}
        </button>
      </div>
    </>
  )
}

const Body = ({ app, notifying }: { readonly app: App; readonly notifying: Notifying }) => {
  const { stage } = notifying
  switch (stage.at) {
    case 'loading':
      return <p class="hint">{say('loading')}</p>
    case 'failed':
      return (
        <div class="row">
          <p>{say('failed')}</p>
          <button type="button" class="button" onClick={notifying.reload}>
            {say('again')}
          </button>
        </div>
      )
    case 'not':
      return <p>{say(stage.why)}</p>
    case 'off':
      return (
        <div class="row">
          <button type="button" class="button main" disabled={notifying.busy} onClick={notifying.begin}>
            {say('turn_on')}
          </button>
        </div>
      )
    case 'on':
      return <Told app={app} on={stage} notifying={notifying} />
  }
}

/** The worker speaks the language that the page speaks. */
const useWorkersLanguage = (): void => {
  const spoken = language.value
  useEffect(() => {
    const keep = async (): Promise<void> => {
      const database = await openDatabase()
      await keepLanguage(database, spoken).finally(() => database.close())
    }
    // Without storage there are no messages either.
    keep().catch(() => undefined)
  }, [spoken])
}

/** A card of the settings page. */
export const Notifications = () => {
  const app = useApp()
  const notifying = useNotifying(app)
  useWorkersLanguage()
  const { stage } = notifying
  const told = stage.at === 'on' || stage.at === 'off'
  return (
    <section class="card" aria-labelledby="notifications-title" aria-busy={notifying.busy}>
      <div class="row apart">
        <h2 id="notifications-title">{say('title')}</h2>
        {told && (
          <span class={stage.at === 'on' ? 'badge good' : 'badge'}>{say(stage.at === 'on' ? 'is_on' : 'is_off')}</span>
        )}
      </div>
      <p class="hint">{say('about')}</p>
      <Body app={app} notifying={notifying} />
      {told && stage.others > 0 && <p class="hint">{say('others', { n: stage.others })}</p>}
    </section>
  )
}
