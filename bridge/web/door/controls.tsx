// To lock, and after one question to unlock; and how far it has come, by the door's own words.

import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { explain, REFUSALS, type RefusalCode } from '#protocol/refusals.ts'
import { millis } from '#protocol/units.ts'
import type { Asked, DoorView } from '../core/app.ts'
import { language } from '../core/words.ts'
import { ticking } from '../shell/ages.ts'
import { type Act, IDLE, type Progress, type ProgressEvent, type Reason, reduce } from './progress.ts'
import type { Reading } from './reading.ts'
import { say } from './words.ts'

const isRefusal = (code: Reason): code is RefusalCode => Object.hasOwn(REFUSALS, code)

const why = (code: Reason | undefined): string => {
  if (code === undefined) return say('failed')
  if (isRefusal(code)) return explain(code, language.value)
  return say(code)
}

const TONES: Readonly<Record<Progress['at'], string>> = {
  idle: '',
  asking: '',
  open: 'warn',
  done: 'good',
  failed: 'bad',
}

const textOf = (progress: Progress): string => {
  switch (progress.at) {
    case 'idle':
      return ''
    case 'asking':
    case 'open':
      return say(progress.at)
    case 'done':
      return say(progress.step)
    case 'failed':
      return why(progress.code)
  }
}

/** Follows one request of this page at this door. */
const useProgress = (door: DoorView) => {
  const progress = useSignal<Progress>(IDLE)
  const tell = (event: ProgressEvent): void => {
    progress.value = reduce(progress.peek(), event)
  }
  useSignalEffect(() => {
    const steps = door.steps.value
    const now = millis(performance.now())
    for (const { request, step, code } of [...steps].reverse()) tell({ is: 'step', request, step, code, now })
  })
  useSignalEffect(() => tell({ is: 'tick', now: millis(ticking.value) }))
  const ask = async (act: Act): Promise<void> => {
    tell({ is: 'ask', act, now: millis(performance.now()) })
    let asked: Asked
    try {
      asked = await door.ask(act)
    } catch {
      asked = { ok: false, code: 'link_slow' }
    }
    tell({ is: 'answered', asked, now: millis(performance.now()) })
    // A step may have come with the answer.
    for (const { request, step, code } of [...door.steps.peek()].reverse()) {
      tell({ is: 'step', request, step, code, now: millis(performance.now()) })
    }
  }
  return { progress: progress.value, ask }
}

export const Controls = ({ door, reading }: { readonly door: DoorView; readonly reading: Reading }) => {
  const { progress, ask } = useProgress(door)
  const sheet = useRef<HTMLDialogElement>(null)
  const isAway = reading.is !== 'now'
  const isAsking = progress.at === 'asking'
  const press = (act: Act): void => {
    sheet.current?.close()
    ask(act).catch(() => undefined)
  }
  return (
    <section class="stack">
      <div class="row door-buttons">
        <button
          type="button"
          class="button main"
          disabled={isAway || isAsking}
          onClick={() => sheet.current?.showModal()}
        >
          {say('unlock')}
        </button>
        <button type="button" class="button" disabled={isAway || isAsking} onClick={() => press('lock')}>
          {say('lock')}
        </button>
      </div>
      {isAway && <p class="hint">{say('not_open_away')}</p>}
      <p class={`door-progress ${TONES[progress.at]}`} role="status">
        {textOf(progress)}
      </p>
      <dialog ref={sheet} aria-labelledby="unlock-sure">
        <div class="stack">
          <h2 id="unlock-sure">{say('unlock_sure', { door: door.name.value })}</h2>
          <p>{say('unlock_text')}</p>
          <div class="row">
            <button type="button" class="button main" disabled={isAway} onClick={() => press('unlock')}>
              {say('unlock_yes')}
            </button>
            <button type="button" class="button" onClick={() => sheet.current?.close()}>
              {say('cancel')}
            </button>
          </div>
        </div>
      </dialog>
    </section>
  )
}
