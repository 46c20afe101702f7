// The films one by one: kept for a dispute, or deleted; and all of them deleted, with the proof of it.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Listed } from '#protocol/clip/answers.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { openHead } from '#protocol/clip/verify.ts'
import { showBytes } from '#protocol/shown.ts'
import type { ClipId } from '#protocol/units.ts'
import { useApp } from '../core/app.ts'
import { language } from '../core/words.ts'
import type { Clips } from '../player/service.ts'
import { sayFault } from '../player/words.ts'
import { at, codeOf, readGone } from './service-card.tsx'
import { say } from './words.ts'

export interface Film extends Listed {
  /** When it is the door's. */
  readonly shows: ClipHead | undefined
}

export interface Films {
  readonly films: readonly Film[]
  readonly more: boolean
  older(): void
}

const PAGE = 20

const known = (clips: Clips, listed: readonly Listed[]): Promise<Film[]> =>
  Promise.all(
    listed.map(async (one) => {
      const opened = await openHead({ door: clips.door, clip: one.clip, head: one.head })
      return { ...one, shows: 'head' in opened ? opened.head : undefined }
    }),
  )

export const useFilms = (clips: Clips | undefined, turn: number): Films => {
  const [films, set] = useState<readonly Film[]>([])
  const [next, setNext] = useState<string>()
  const read = async (before: string | undefined, held: readonly Film[]): Promise<void> => {
    if (!clips) return
    const page = await clips.list(before, PAGE)
    set([...held, ...(await known(clips, page.clips))])
    setNext(page.next)
  }
  useEffect(() => {
    read(undefined, []).catch(() => undefined)
  }, [clips, turn])
  return {
    films,
    more: next !== undefined,
    older: () => {
      read(next, films).catch(() => undefined)
    },
  }
}

interface FilmsProps {
  readonly clips: Clips
  readonly films: Films
  readonly count: number
  readonly changed: () => void
}

export const FilmsCard = ({ clips, films, count, changed }: FilmsProps) => {
  const app = useApp()
  const [doomed, doom] = useState<Film>()
  const one = useRef<HTMLDialogElement>(null)
  const all = useRef<HTMLDialogElement>(null)
  const act = async (what: () => Promise<void>): Promise<void> => {
    try {
      await what()
      changed()
    } catch (error) {
      app.tell(say('failed', { why: sayFault(codeOf(error)) }), 'bad')
    }
  }
  return (
    <section class="card" aria-labelledby="privacy-films">
      <h2 id="privacy-films">{say('films')}</h2>
      {films.films.length === 0 && <p>{say('stored_none')}</p>}
      <ul class="list">
        {films.films.map((film) => (
          <FilmRow
            key={film.clip}
            film={film}
            hold={() => {
              act(() => clips.hold(film.clip, !film.held)).catch(() => undefined)
            }}
            remove={() => {
              doom(film)
              one.current?.showModal()
            }}
          />
        ))}
      </ul>
      <div class="row">
        {films.more && (
          <button type="button" class="button" onClick={() => films.older()}>
            {say('films_more')}
          </button>
        )}
        {count > 0 && (
          <button type="button" class="button danger" onClick={() => all.current?.showModal()}>
            {say('delete_all')}
          </button>
        )}
      </div>
      <dialog ref={one} aria-labelledby="privacy-delete-one">
        <div class="stack">
          <h2 id="privacy-delete-one">{say('delete_one', { at: at(doomed?.shows?.at ?? 0) })}</h2>
          <p>{say('delete_one_about')}</p>
          <div class="row apart">
            <button type="button" class="button" onClick={() => one.current?.close()}>
              {say('cancel')}
            </button>
            <button
              type="button"
              class="button danger main"
              onClick={() => {
                one.current?.close()
                if (doomed) act(() => clips.remove(doomed.clip)).catch(() => undefined)
              }}
            >
              {say('delete')}
            </button>
          </div>
        </div>
      </dialog>
      <DeleteAll of={all} {...{ clips, count, changed }} />
    </section>
  )
}

const FilmRow = ({
  film,
  hold,
  remove,
}: {
  readonly film: Film
  readonly hold: () => void
  readonly remove: () => void
}) => {
  const { shows, bytes, held, deletes, ended } = film
  const until = held ? say('film_held') : typeof deletes === 'number' ? say('film_until', { at: at(deletes) }) : ''
  const when = shows ? at(shows.at) : film.clip.slice(0, 8)
  return (
    <li class="row apart">
      <div class="stack privacy-film">
        <strong>{when}</strong>
        <span class="row hint">
          <span class={`badge ${shows ? '' : 'bad'}`}>{shows ? say(`film_${shows.why}`) : say('film_strange')}</span>
          <span>{showBytes(bytes, language.value)}</span>
          <span class={held ? 'badge warn' : ''}>{until}</span>
        </span>
      </div>
      <div class="row">
        <button type="button" class="button" aria-label={`${say(held ? 'lift' : 'hold')}: ${when}`} onClick={hold}>
          {say(held ? 'lift' : 'hold')}
        </button>
        <button
          type="button"
          class="button danger"
          aria-label={`${say('delete')}: ${when}`}
          disabled={held || !ended}
          onClick={remove}
        >
          {say('delete')}
        </button>
      </div>
    </li>
  )
}

type Progress =
  | { readonly is: 'asking' }
  | { readonly is: 'going'; readonly done: number }
  | {
      readonly is: 'done'
      readonly done: number
      readonly held: number
      readonly proved: number
      readonly left: number
    }

interface DeleteAllProps {
  readonly of: { readonly current: HTMLDialogElement | null }
  readonly clips: Clips
  readonly count: number
  readonly changed: () => void
}

/** Every clip the service lists, in pages from the newest on. */
const allClips = async (clips: Clips): Promise<readonly Listed[]> => {
  const all: Listed[] = []
  let before: string | undefined
  do {
    const page = await clips.list(before, 100)
    all.push(...page.clips)
    before = page.next
  } while (before !== undefined)
  return all
}

const DeleteAll = ({ of, clips, count, changed }: DeleteAllProps) => {
  const app = useApp()
  const [typed, type] = useState('')
  const [progress, set] = useState<Progress>({ is: 'asking' })
  const word = say('delete_word')
  const deleteAll = async (): Promise<void> => {
    const gone = new Set<ClipId>()
    set({ is: 'going', done: 0 })
    try {
      for (const { clip, held } of await allClips(clips)) {
        if (held) continue
        await clips.remove(clip)
        gone.add(clip)
        set({ is: 'going', done: gone.size })
      }
      // The proof: what the service signed of each, and what it still shows.
      const [records, left] = [await readGone(clips, app), await allClips(clips)]
      const proved = records.right.filter(({ clip }) => gone.has(clip)).length
      set({ is: 'done', done: gone.size, held: left.filter(({ held }) => held).length, proved, left: left.length })
    } catch (error) {
      set({ is: 'asking' })
      app.tell(say('failed', { why: sayFault(codeOf(error)) }), 'bad')
    }
    changed()
  }
  return (
    <dialog
      ref={of}
      aria-labelledby="privacy-delete-all"
      onClose={() => {
        type('')
        set({ is: 'asking' })
      }}
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim() === word) deleteAll().catch(() => undefined)
        }}
      >
        <h2 id="privacy-delete-all">{say('delete_all')}</h2>
        {progress.is === 'asking' && (
          <>
            <p>{say('delete_all_about', { count, word })}</p>
            <div class="field">
              <label for="privacy-delete-word">{say('confirm_field', { word })}</label>
              <input
                id="privacy-delete-word"
                type="text"
                autocomplete="off"
                spellcheck={false}
                value={typed}
                onInput={(event) => type(event.currentTarget.value)}
              />
            </div>
          </>
        )}
        {progress.is === 'going' && (
          <div role="status" class="stack">
            <progress max={Math.max(count, 1)} value={progress.done} aria-label={say('delete_all')} />
            <p>{say('deleting', { done: progress.done, count })}</p>
          </div>
        )}
        {progress.is === 'done' && (
          <div role="status" class={`card ${progress.proved === progress.done ? 'good' : 'bad'}`}>
            <p>{say('deleted', { count: progress.done, proved: progress.proved, left: progress.left })}</p>
            {progress.held > 0 && <p>{say('deleted_held', { count: progress.held })}</p>}
          </div>
        )}
        <div class="row apart">
          <button type="button" class="button" disabled={progress.is === 'going'} onClick={() => of.current?.close()}>
            {say(progress.is === 'done' ? 'close' : 'cancel')}
          </button>
          {progress.is === 'asking' && (
            <button type="submit" class="button danger main" disabled={typed.trim() !== word}>
              {say('delete_all')}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}
