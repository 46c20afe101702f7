// The clip player: picture, controls, what happened along the film, and what is known of its honesty. Everything works
// with the keyboard.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Entry } from '#protocol/entry.ts'
import { describeHappening } from '#protocol/story/sentence.ts'
import type { ClipId } from '#protocol/units.ts'
import { type DoorView, useApp } from '../core/app.ts'
import { namesAt } from '../core/holders.ts'
import { language } from '../core/words.ts'
import { Bar, type Mark } from './bar.tsx'
import { ownZone, showClockTime } from './clock.ts'
import { knownEntries } from './examine.ts'
import { Honesty } from './honesty.tsx'
import { Icon } from './icons.tsx'
import { actOf } from './keys.ts'
import { createPlayer, type Player } from './player.ts'
import type { Clips } from './service.ts'
import { say, sayFault } from './words.ts'
import './player.css'

export interface ClipPlayerProps {
  readonly door: DoorView
  readonly clips: Clips
  readonly clip: ClipId
  /** What the door wrote down meanwhile. */
  readonly entries: readonly Entry[]
}

export const SPEEDS = [0.5, 1, 1.5, 2, 4, 8] as const
const SKIP = 5

const weightOf = ({ what }: Entry): Mark['is'] => {
  if (what.kind === 'alarm' || what.kind === 'refused') return what.kind === 'alarm' && !what.on ? 'plain' : 'bad'
  if (what.kind === 'closed' || (what.kind === 'bolt' && what.bolt === 'home')) return 'good'
  return what.kind === 'opened' || what.kind === 'leaf' ? 'warn' : 'plain'
}

export const ClipPlayer = ({ door, clips, clip, entries }: ClipPlayerProps) => {
  const app = useApp()
  const video = useRef<HTMLVideoElement>(null)
  const box = useRef<HTMLElement>(null)
  const [player, setPlayer] = useState<Player>()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const screen = video.current
    if (!screen) return undefined
    const journal = () => knownEntries(door.journal.entries.peek(), door.state.peek())
    const made = createPlayer({ clips, clip, own: app.key.identity, video: screen, journal })
    setPlayer(made)
    return () => made.close()
  }, [clips, clip, turn])
  const playback = usePlayback(video)
  const phase = player?.phase.value ?? { is: 'opening' as const }
  const began = phase.is === 'ready' ? phase.head.at : 0
  const duration = player?.duration.value ?? 0
  const marks = useMemo(() => {
    const nameOf = namesAt(app, door)
    const reader = { language: language.value, zone: ownZone(), nameOf: (key: string) => nameOf(key as never) }
    return entries
      .map((entry): Mark => {
        const text = describeHappening(entry.what, reader)
        return { n: entry.n, second: (entry.at - began) / 1000, text, is: weightOf(entry) }
      })
      .filter(({ second }) => began > 0 && second >= -1 && second <= duration + 1)
  }, [entries, began, Math.round(duration), language.value])

  const act = (name: ReturnType<typeof actOf>): boolean => {
    const screen = video.current
    if (!screen || !player || name === undefined) return false
    const speed = (by: 1 | -1): void => {
      const at = SPEEDS.findIndex((one) => one >= screen.playbackRate) + by
      screen.playbackRate = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))] ?? 1
    }
    const acts: Record<typeof name, () => unknown> = {
      toggle: () => (screen.paused ? screen.play().catch(() => undefined) : screen.pause()),
      back: () => player.seek(screen.currentTime - SKIP),
      forth: () => player.seek(screen.currentTime + SKIP),
      picture_back: () => player.step(-1).catch(() => undefined),
      picture_forth: () => player.step(1).catch(() => undefined),
      slower: () => speed(-1),
      faster: () => speed(1),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : box.current?.requestFullscreen()),
      sound: () => {
        screen.muted = !screen.muted
      },
      begin: () => player.seek(0),
      end: () => player.seek(duration),
    }
    acts[name]()
    return true
  }
  const button = (
    name: NonNullable<ReturnType<typeof actOf>>,
    label: string,
    icon: Parameters<typeof Icon>[0]['name'],
  ) => (
    <button type="button" class="button quiet" aria-label={label} title={label} onClick={() => act(name)}>
      <Icon name={icon} />
    </button>
  )
  const caption = marks.findLast(({ second }) => second <= playback.now + 0.05)
  const hasSound = phase.is === 'ready' && phase.head.video.sound
  return (
    <section
      ref={box}
      class="player"
      aria-label={say('player')}
      onKeyDown={(event) => {
        if (act(actOf(event))) event.preventDefault()
      }}
    >
      <div class="player-stage">
        <video
          ref={video}
          playsInline
          muted
          preload="auto"
          tabIndex={0}
          aria-label={began > 0 ? say('film_of', { at: showClockTime(began, language.value) }) : say('player')}
          onClick={() => act('toggle')}
        />
        {phase.is === 'opening' && <p class="player-over">{say('opening')}</p>}
        {phase.is === 'ready' && playback.waiting && <p class="player-over">{say('waiting')}</p>}
        {phase.is === 'ready' && player?.running.value && <span class="player-rec badge bad">{say('running')}</span>}
      </div>
      {phase.is === 'failed' && (
        <div class="card bad" role="alert">
          <strong>{say('failed')}</strong>
          <p>{sayFault(phase.code)}</p>
          <div>
            <button type="button" class="button" onClick={() => setTurn(turn + 1)}>
              {say('again')}
            </button>
          </div>
        </div>
      )}
      {phase.is === 'ready' && player && (
        <>
          <Bar
            {...{ now: playback.now, duration, loaded: player.loaded.value, began, marks }}
            seek={(second) => player.seek(second)}
          />
          <p class="player-caption" aria-live="polite">
            {caption?.text ?? ''}
          </p>
          <div class="row player-controls">
            {button('toggle', say(playback.paused ? 'play' : 'pause'), playback.paused ? 'play' : 'pause')}
            {button('picture_back', say('back'), 'picture_back')}
            {button('picture_forth', say('forth'), 'picture_forth')}
            {button('back', say('back_5'), 'back')}
            {button('forth', say('forth_5'), 'forth')}
            <label class="row">
              <span class="hint">{say('speed')}</span>
              <select
                value={String(playback.rate)}
                onChange={(event) => {
                  if (video.current) video.current.playbackRate = Number(event.currentTarget.value)
                }}
              >
                {SPEEDS.map((speed) => (
                  <option key={speed} value={String(speed)}>{`${speed}×`}</option>
                ))}
              </select>
            </label>
            {hasSound &&
              button('sound', say(playback.muted ? 'sound_on' : 'sound_off'), playback.muted ? 'silent' : 'sound')}
            {button('full', say('full'), 'full')}
          </div>
          <Honesty player={player} />
          {marks.length > 0 && (
            <details>
              <summary>{say('happened')}</summary>
              <ol class="list">
                {marks.map((mark) => (
                  <li key={mark.n}>
                    <button type="button" class="player-jump" onClick={() => player.seek(mark.second)}>
                      <time class="digits">{showClockTime(began + mark.second * 1000, language.value)}</time>
                      <span>{mark.text}</span>
                    </button>
                  </li>
                ))}
              </ol>
            </details>
          )}
          <details class="hint">
            <summary>{say('keys')}</summary>
            <p>{say('keys_text')}</p>
          </details>
        </>
      )}
    </section>
  )
}

interface Playback {
  readonly now: number
  readonly paused: boolean
  readonly waiting: boolean
  readonly rate: number
  readonly muted: boolean
}

const EVENTS = [
  'timeupdate',
  'play',
  'pause',
  'ended',
  'seeking',
  'seeked',
  'waiting',
  'playing',
  'ratechange',
  'volumechange',
  'loadeddata',
]

/** How the element stands, drawn anew with each of its events. */
const usePlayback = (video: { readonly current: HTMLVideoElement | null }): Playback => {
  const [playback, set] = useState<Playback>({ now: 0, paused: true, waiting: false, rate: 1, muted: true })
  useEffect(() => {
    const screen = video.current
    if (!screen) return undefined
    const stop = new AbortController()
    const look = (): void => {
      const { currentTime: now, paused, playbackRate: rate, muted, readyState, seeking } = screen
      set({ now, paused, rate, muted, waiting: readyState < 3 && (seeking || !paused) })
    }
    for (const name of EVENTS) screen.addEventListener(name, look, { signal: stop.signal })
    return () => stop.abort()
  }, [])
  return playback
}
