// One story: at a glance, and with everything the door wrote down of it when it is opened.

import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { describeHappening } from '#protocol/story/sentence.ts'
import type { Story } from '#protocol/story/story.ts'
import type { DoorView } from '../core/app.ts'
import { Away } from '../player/away.tsx'
import type { Service } from '../player/use-clips.ts'
import type { ClipPlayerProps } from '../player/view.tsx'
import { Poster } from './poster.tsx'
import type { Posters } from './posters.ts'
import { Saves } from './saves.tsx'
import { clipsOf, entriesOf, type Listener, type Told } from './told.ts'
import { say } from './words.ts'

interface StoryProps {
  readonly story: Story
  readonly told: Told
  readonly door: DoorView
  readonly service: Service
  readonly posters: Posters | undefined
  readonly listener: Listener
}

const weightOf = (story: Story): string => {
  if (story.kind === 'alarm' && story.off === undefined) return 'bad'
  if (story.kind === 'visit' && story.alarms.some(({ off }) => off === undefined)) return 'bad'
  return ''
}

export const StoryCard = (props: StoryProps) => {
  const { story, told, posters } = props
  const [isOpen, open] = useState(false)
  const [film] = clipsOf(story)
  return (
    <li class={`card story ${weightOf(story)}`} data-kind={story.kind}>
      <div class={film ? 'story-head with-poster' : 'story-head'}>
        {film && <Poster posters={posters} clip={film.clip} />}
        <div class="stack story-told">
          <h3>{told.title}</h3>
          <p class="hint">{told.times.join(' · ')}</p>
          {told.why !== undefined && <p>{told.why}</p>}
          {told.chips.length > 0 && (
            <div class="row">
              {told.chips.map(({ text, is }) => (
                <span key={text} class={`badge ${is}`}>
                  {text}
                </span>
              ))}
            </div>
          )}
        </div>
      </div>
      <div>
        <button type="button" class="button quiet" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {isOpen ? say('close') : film ? say('show_film') : say('details')}
          <span class="story-hidden">{told.title}</span>
        </button>
      </div>
      {isOpen && <Details {...props} />}
    </li>
  )
}

const Details = ({ story, door, service, listener }: StoryProps) => {
  const films = clipsOf(story)
  const entries = entriesOf(story, door.journal.entries.value)
  const { language, zone, nameOf, clock } = listener
  return (
    <div class="stack story-details">
      {films.length > 0 && service.is === 'away' && <Away service={service} />}
      {films.length > 0 && service.is === 'there' && (
        <>
          {films.map(({ clip }, at) => (
            <div key={clip} class="stack">
              {films.length > 1 && <h3>{say('film_n', { at: at + 1, count: films.length })}</h3>}
              <LazyPlayer door={door} clips={service.clips} clip={clip} entries={entries} />
            </div>
          ))}
          <Saves door={door} clips={service.clips} ids={films.map(({ clip }) => clip)} />
        </>
      )}
      <h3>{say('entries')}</h3>
      <ol class="list story-entries">
        {entries.map(({ n, at, what }) => (
          <li key={n}>
            <time class="digits">{clock(at)}</time>
            <span>{describeHappening(what, { language, zone, nameOf: (key) => nameOf(key as never) })}</span>
            <span class="hint">{say('entry', { n })}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The player opens seals, which is heavy: it is fetched when a film is to be seen. */
const LazyPlayer = (props: ClipPlayerProps) => {
  const [Player, set] = useState<ComponentType<ClipPlayerProps>>()
  useEffect(() => {
    let isHere = true
    import('../player/view.tsx').then(
      ({ ClipPlayer }) => isHere && set(() => ClipPlayer),
      () => undefined,
    )
    return () => {
      isHere = false
    }
  }, [])
  return Player ? <Player {...props} /> : <p class="hint">{say('fetching_player')}</p>
}
