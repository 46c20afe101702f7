// The timeline: what happened at the door, day by day, as stories. Nothing in it that the door did not sign.

import { useEffect, useMemo, useState } from 'preact/hooks'
import { GRANT } from '#protocol/grant.ts'
import { createTeller } from '#protocol/story/tell.ts'
import { peekClaims } from '#protocol/token.ts'
import type { GrantId, Thumbprint } from '#protocol/units.ts'
import { type App, type DoorView, useApp } from '../core/app.ts'
import { namesAt } from '../core/holders.ts'
import { language } from '../core/words.ts'
import { ownZone, showClockTime } from '../player/clock.ts'
import { useClips } from '../player/use-clips.ts'
import { byDay, isMeant, isOfKind, isQuiet, KINDS, type Kind } from './find.ts'
import type { Posters } from './posters.ts'
import { StoryCard } from './story-card.tsx'
import { type Listener, tellStory } from './told.ts'
import { say } from './words.ts'
import './timeline.css'

export const TimelinePage = () => {
  const app = useApp()
  const door = app.door.value
  return (
    <div class="page">
      <h1 class="title">{say('title')}</h1>
      {door ? <Timeline key={door.id} app={app} door={door} /> : <p>{say('no_door')}</p>}
    </div>
  )
}

/** Names from the book: of the key, else of the grant that was used. */
const listenerFor = (app: App, door: DoorView): Listener => {
  const { people, grants } = app.book.contents.value
  const named = new Map<string, string>(people.filter(({ gone }) => !gone).map(({ id, name }) => [id, name]))
  const nameAt = namesAt(app, door)
  const noted = new Map<string, (typeof grants)[number]>(grants.map((grant) => [grant.id, grant]))
  const nameOf = (key: Thumbprint | undefined, used: readonly GrantId[] = []): string => {
    const known =
      named.get(key ?? '') ?? used.map((id) => noted.get(id)?.name).find((name) => name !== undefined && name !== '')
    return known ?? nameAt(key)
  }
  const jobOf = (used: readonly GrantId[]): string | undefined => {
    for (const id of used) {
      const claims = GRANT.schema.safeParse(peekClaims(noted.get(id)?.token ?? ''))
      if (claims.success && claims.data.job !== undefined) return claims.data.job
    }
    return undefined
  }
  const clock = (at: number): string => showClockTime(at, language.value)
  return { say, language: language.value, zone: ownZone(), nameOf, jobOf, clock }
}

const PAGE = 40

const Timeline = ({ app, door }: { readonly app: App; readonly door: DoorView }) => {
  const teller = useMemo(createTeller, [door])
  const [kind, setKind] = useState<Kind>('all')
  const [search, setSearch] = useState('')
  const [most, setMost] = useState(PAGE)
  const service = useClips(door)
  const posters = usePosters(app, service)
  const entries = door.journal.entries.value
  const stories = teller.read(entries)
  const contents = app.book.contents.value
  const listener = useMemo(() => listenerFor(app, door), [contents, entries, language.value])
  const shown = useMemo(
    () =>
      stories
        .filter((story) => isOfKind(story, kind) && (search !== '' || !isQuiet(story)))
        .map((story) => ({ story, told: tellStory(story, listener) }))
        .filter(({ story, told }) => isMeant(story, told, search)),
    [stories, kind, search, listener],
  )
  const told = new Map(shown.map((one) => [one.story, one.told]))
  const days = byDay(
    shown.slice(-most).map(({ story }) => story),
    dayOf,
  )
  return (
    <>
      <Standing door={door} />
      <search class="stack">
        <div class="field">
          <label for="timeline-search">{say('search')}</label>
          <input
            id="timeline-search"
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
        <fieldset class="row timeline-kinds">
          <legend class="story-hidden">{say('show')}</legend>
          {KINDS.map((name) => (
            <button
              key={name}
              type="button"
              class="button"
              aria-pressed={kind === name}
              onClick={() => {
                setKind(name)
                setMost(PAGE)
              }}
            >
              {say(name)}
            </button>
          ))}
        </fieldset>
        <p class="hint" role="status">
          {say('found', { count: shown.length })}
        </p>
      </search>
      {days.map(({ name, stories: ofDay }) => (
        <section key={name} class="stack" aria-label={sayDay(ofDay[0]?.at ?? 0, app.now())}>
          <h2>{sayDay(ofDay[0]?.at ?? 0, app.now())}</h2>
          <ol class="stack timeline-day">
            {ofDay.map((story) => (
              <StoryCard
                key={story.first}
                {...{ story, door, service, posters, listener }}
                told={told.get(story) ?? tellStory(story, listener)}
              />
            ))}
          </ol>
        </section>
      ))}
      {shown.length === 0 && <p>{say(stories.length === 0 ? 'empty' : 'nothing_found')}</p>}
      <Older door={door} hidden={shown.length > most} more={() => setMost(most + PAGE)} />
    </>
  )
}

const dayOf = (at: number): string => {
  const day = new Date(at)
  return `${day.getFullYear()}-${day.getMonth()}-${day.getDate()}`
}
const DAY = 86_400_000

const sayDay = (at: number, now: number): string => {
  if (dayOf(at) === dayOf(now)) return say('today')
  if (dayOf(at) === dayOf(now - DAY)) return say('yesterday')
  const form = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
  return new Intl.DateTimeFormat(language.value === 'de' ? 'de-DE' : 'en-GB', form).format(at)
}

const usePosters = (app: App, service: ReturnType<typeof useClips>): Posters | undefined => {
  const [posters, set] = useState<Posters>()
  const clips = service.is === 'there' ? service.clips : undefined
  useEffect(() => {
    if (!clips) return undefined
    let made: Posters | undefined
    let isHere = true
    import('./posters.ts').then(
      ({ createPosters }) => {
        if (!isHere) return
        made = createPosters(clips, app.key.identity)
        set(made)
      },
      () => undefined,
    )
    return () => {
      isHere = false
      made?.close()
      set(undefined)
    }
  }, [clips])
  return posters
}

const Standing = ({ door }: { readonly door: DoorView }) => {
  const standing = door.journal.standing.value
  const entries = door.journal.entries.value
  const [from, to] = [entries[0]?.n ?? 0, entries.at(-1)?.n ?? 0]
  if (standing === 'broken')
    return (
      <p class="card bad" role="alert">
        {say('broken', { to })}
      </p>
    )
  return (
    <p class="hint" role="status" data-standing={standing}>
      {standing === 'behind' ? say('behind') : say('whole', { from, to })}
    </p>
  )
}

interface OlderProps {
  readonly door: DoorView
  /** Is there more that is held and not shown? */
  readonly hidden: boolean
  readonly more: () => void
}

const Older = ({ door, hidden, more }: OlderProps) => {
  const app = useApp()
  const [waits, wait] = useState(false)
  if (!hidden && !door.journal.more.value) return null
  const fetchOlder = async (): Promise<void> => {
    wait(true)
    try {
      await door.journal.older()
      more()
    } catch {
      app.tell(say('failed', { why: say('behind') }), 'bad')
    } finally {
      wait(false)
    }
  }
  return (
    <button
      type="button"
      class="button"
      disabled={waits}
      onClick={() => {
        if (hidden) more()
        else fetchOlder().catch(() => undefined)
      }}
    >
      {say(waits ? 'older_waits' : 'older')}
    </button>
  )
}
