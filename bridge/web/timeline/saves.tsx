// What can be taken away of a visit: its film, its evidence, and a report that something was not in order.

import { useRef, useState } from 'preact/hooks'
import { RecipientSchema } from '#protocol/camera.ts'
import { FINDINGS } from '#protocol/clip/finding.ts'
import { NOTE_MOST } from '#protocol/clip/report.ts'
import { describeFinding } from '#protocol/clip/sentence.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { ClipId } from '#protocol/units.ts'
import { type DoorView, useApp } from '../core/app.ts'
import { language } from '../core/words.ts'
import type { Clips } from '../player/service.ts'
import { sayFault } from '../player/words.ts'
import type { Saved, Saving } from './export/saving.ts'
import { say } from './words.ts'

interface SavesProps {
  readonly door: DoorView
  readonly clips: Clips
  readonly ids: readonly ClipId[]
}

type Work =
  | { readonly is: 'none' }
  | { readonly is: 'going'; readonly done: number; readonly count: number; readonly stop: AbortController }
  | { readonly is: 'done'; readonly saved: Saved; readonly line?: string }
  | { readonly is: 'failed'; readonly code: string }

const whyOf = (code: string): string => (code === 'zip_too_large' ? say('zip_too_large') : sayFault(code))

export const Saves = ({ door, clips, ids }: SavesProps) => {
  const app = useApp()
  const [work, set] = useState<Work>({ is: 'none' })
  const [withSealed, setSealed] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)

  const run = async (act: (saving: Saving) => Promise<Saved>, line?: string): Promise<void> => {
    const stop = new AbortController()
    const progress = (done: number, count: number): void => set({ is: 'going', done, count, stop })
    progress(0, 1)
    try {
      const saved = await act({ app, door, clips, ids, progress, stop: stop.signal })
      set({ is: 'done', saved, ...(line === undefined ? {} : { line }) })
    } catch (error) {
      if (stop.signal.aborted) set({ is: 'none' })
      else set({ is: 'failed', code: error instanceof HausrechtError ? error.code : 'film_broken' })
    }
  }
  /** With what it needs fetched only then. */
  const save = (what: 'film' | 'evidence'): void => {
    const act = async (saving: Saving): Promise<Saved> => {
      const { saveFilms, saveEvidence } = await import('./export/saving.ts')
      return what === 'film' ? saveFilms(saving) : saveEvidence(saving, withSealed)
    }
    run(act).catch(() => undefined)
  }
  const report = (note: string, carrier: string | undefined): void => {
    dialog.current?.close()
    const act = async (saving: Saving): Promise<Saved> => {
      const { saveReport } = await import('./export/saving.ts')
      return saveReport(saving, { note, ...(carrier === undefined ? {} : { carrier }) })
    }
    run(act, say('report_done', { count: ids.length })).catch(() => undefined)
  }
  return (
    <section class="stack">
      <h3>{say('export')}</h3>
      <p class="hint">{say('export_about')}</p>
      <div class="row">
        <button type="button" class="button" disabled={work.is === 'going'} onClick={() => save('film')}>
          {say('export_film')}
        </button>
        <button type="button" class="button" disabled={work.is === 'going'} onClick={() => save('evidence')}>
          {say('export_evidence')}
        </button>
        <button type="button" class="button" disabled={work.is === 'going'} onClick={() => dialog.current?.showModal()}>
          {say('report')}
        </button>
      </div>
      <label class="check">
        <input type="checkbox" checked={withSealed} onChange={(event) => setSealed(event.currentTarget.checked)} />
        <span>{say('with_sealed')}</span>
      </label>
      <Progress work={work} />
      <ReportDialog of={dialog} report={report} />
    </section>
  )
}

const Progress = ({ work }: { readonly work: Work }) => {
  switch (work.is) {
    case 'none':
      return <div role="status" />
    case 'going':
      return (
        <div class="stack" role="status">
          <progress max={work.count} value={work.done} aria-label={say('export')} />
          <div class="row apart">
            <span class="hint">{say('working', { done: work.done, count: work.count })}</span>
            <button type="button" class="button quiet" onClick={() => work.stop.abort()}>
              {say('cancel')}
            </button>
          </div>
        </div>
      )
    case 'failed':
      return (
        <p class="card bad" role="alert">
          {say('failed', { why: whyOf(work.code) })}
        </p>
      )
    case 'done': {
      const { names, findings } = work.saved
      const isSound = findings.every(({ code }) => FINDINGS[code] === 'note')
      return (
        <div class={`card ${isSound ? 'good' : 'bad'}`} role="status">
          {work.line !== undefined && <p>{work.line}</p>}
          {names.map((name) => (
            <p key={name}>{say('saved', { name })}</p>
          ))}
          <p>{say(isSound ? 'saved_sound' : 'saved_unsound')}</p>
          {findings.map((finding) => (
            <p key={`${finding.code} ${finding.n}`}>{describeFinding(finding, language.value)}</p>
          ))}
        </div>
      )
    }
  }
}

interface ReportProps {
  readonly of: { readonly current: HTMLDialogElement | null }
  readonly report: (note: string, carrier: string | undefined) => void
}

const ReportDialog = ({ of, report }: ReportProps) => {
  const [note, setNote] = useState('')
  const [carrier, setCarrier] = useState('')
  const [tried, setTried] = useState(false)
  const text = note.trim()
  const isNote = text.length > 0 && text.length <= NOTE_MOST
  const to = carrier.trim()
  const isCarrier = to === '' || RecipientSchema.safeParse(to).success
  return (
    <dialog ref={of} aria-labelledby="report-title">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (isNote && isCarrier) report(text, to === '' ? undefined : to)
        }}
      >
        <h2 id="report-title">{say('report')}</h2>
        <p class="hint">{say('report_about')}</p>
        <div class="field">
          <label for="report-note">{say('report_note')}</label>
          <textarea
            id="report-note"
            required
            maxLength={NOTE_MOST}
            value={note}
            aria-invalid={tried && !isNote}
            aria-describedby="report-note-wrong"
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <span id="report-note-wrong" class="wrong">
            {tried && !isNote ? say('report_note_missing', { most: NOTE_MOST }) : ''}
          </span>
        </div>
        <div class="field">
          <label for="report-carrier">{say('report_carrier')}</label>
          <input
            id="report-carrier"
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={carrier}
            aria-invalid={tried && !isCarrier}
            aria-describedby="report-carrier-wrong"
            onInput={(event) => setCarrier(event.currentTarget.value)}
          />
          <span id="report-carrier-wrong" class="wrong">
            {tried && !isCarrier ? say('report_carrier_wrong') : ''}
          </span>
        </div>
        <div class="row apart">
          <button type="button" class="button" onClick={() => of.current?.close()}>
            {say('cancel')}
          </button>
          <button type="submit" class="button main">
            {say('report_do')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
