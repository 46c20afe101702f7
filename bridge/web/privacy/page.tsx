// Privacy: what is stored, since when, who looked, for how long; what is filmed at all; and how to be rid of it.

import { useMemo, useState } from 'preact/hooks'
import type { ClipId, EpochMs } from '#protocol/units.ts'
import { type DoorView, useApp } from '../core/app.ts'
import { Away } from '../player/away.tsx'
import { useClips } from '../player/use-clips.ts'
import { CameraCard, LiveCard } from './camera.tsx'
import { FilmsCard, useFilms } from './films.tsx'
import { MasksCard } from './masks.tsx'
import { GoneCard, LookedCard, RetentionCard, StoredCard, useUsage } from './service-card.tsx'
import { TakeCard } from './take.tsx'
import { say } from './words.ts'
import './privacy.css'

export const PrivacyPage = () => {
  const app = useApp()
  const door = app.door.value
  return (
    <div class="page">
      <h1 class="title">{say('title')}</h1>
      {door ? <Privacy key={door.id} door={door} /> : <p>{say('no_door')}</p>}
    </div>
  )
}

const Privacy = ({ door }: { readonly door: DoorView }) => {
  const service = useClips(door)
  const clips = service.is === 'there' ? service.clips : undefined
  const [turn, setTurn] = useState(0)
  const usage = useUsage(clips, turn)
  const films = useFilms(clips, turn)
  const began = useMemo(
    () =>
      new Map<ClipId, EpochMs>(films.films.flatMap(({ clip, shows }) => (shows ? [[clip, shows.at] as const] : []))),
    [films.films],
  )
  const changed = (): void => setTurn((times) => times + 1)
  return (
    <>
      <CameraCard door={door} />
      <MasksCard door={door} clips={clips} />
      <LiveCard door={door} />
      {service.is === 'away' && <Away service={service} />}
      <StoredCard door={door} usage={service.is === 'away' ? service.code : usage} />
      <LookedCard {...{ door, usage, began }} />
      {clips && typeof usage === 'object' && (
        <>
          <RetentionCard {...{ clips, usage, changed }} />
          <FilmsCard {...{ clips, films, changed }} count={usage.clips} />
        </>
      )}
      {clips && <GoneCard clips={clips} turn={turn} />}
      <TakeCard door={door} clips={clips} />
    </>
  )
}
