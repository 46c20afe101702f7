// Runs the machines of one viewer: sessions, what is on the screen, how old it is, talking. What there is to see of it
// is a View; who draws buttons around it is somebody else.

import type { Clock } from '#protocol/clock.ts'
import type { FromDoor, Way } from '#protocol/live/control.ts'
import type { CameraSight } from '#protocol/state.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { attend } from './attention.ts'
import { waysHere } from './codec.ts'
import {
  ageOf,
  type Freshness,
  forgotten,
  isDrawn,
  isFresh,
  isUnmeasured,
  NOTHING_SHOWN,
  type PictureId,
  shown,
} from './freshness.ts'
import type { Ask } from './port.ts'
import type { Screen } from './screen.ts'
import { type Drawable, openSession, type Session, type SessionEvents } from './session.ts'
import { createSpeech } from './speech.ts'
import type { Talk } from './talk.ts'
import { createTrackPictures, type TrackPictures } from './track.ts'
import { begin, reduce, type SessionNumber, type Step, sessionsOf, type Watch, type WatchEvent } from './viewer.ts'

type WayWord = Extract<FromDoor, { say: 'way' }>

export interface View {
  readonly watch: Watch
  /** Is there any picture on the screen, however old? */
  readonly pictured: boolean
  /** The first picture came just now, and before the door's clock was known. */
  readonly unmeasured: boolean
  /** Of the picture on the screen; undefined: not known. */
  readonly age: Millis | undefined
  readonly way: WayWord | undefined
  readonly sight: CameraSight | undefined
  readonly recording: boolean
  readonly talk: Talk
}

export interface Viewing {
  view(): View
  wish(way: Way | 'auto'): void
  press(): void
  release(): void
  listen(on: boolean): void
  /** A person asks again after it ended. */
  again(): void
  leave(): void
}

export interface ViewingParts {
  readonly clock: Clock
  readonly ask: Ask
  readonly screen: Screen
  /** Called when the view changed, and ten times a second as ages grow. */
  readonly changed: () => void
}

/** What a camera that is seen to do one of these shows is not what happens. */
const NOTHING_TO_SEE: ReadonlySet<CameraSight> = new Set<CameraSight>(['absent', 'off', 'lost', 'frozen'])

/** What a session said last. */
interface Held {
  readonly session: Session
  way?: WayWord
  sight?: Extract<FromDoor, { say: 'sight' }>
  talk?: Extract<FromDoor, { say: 'talk' }>
  track?: TrackPictures
}

export const createViewing = ({ clock, ask, screen, changed }: ViewingParts): Viewing => {
  const ways = waysHere()
  const held = new Map<SessionNumber, Held>()
  let watch: Watch = begin(clock.monotonic()).state
  let freshness: Freshness = NOTHING_SHOWN
  /** Whose picture is on the screen. */
  let showing: SessionNumber | undefined

  const current = (): Held | undefined => (showing === undefined ? undefined : held.get(showing))
  const speech = createSpeech({ clock, screen, session: () => current()?.session, changed })

  const view = (): View => ({
    watch,
    pictured: isDrawn(freshness),
    unmeasured: watch.at === 'connecting' && isUnmeasured(freshness, current()?.session.door(), clock.monotonic()),
    age: ageOf(freshness, current()?.session.door()),
    way: current()?.way,
    sight: current()?.sight?.sight,
    recording: current()?.sight?.recording ?? false,
    talk: speech.talk(),
  })

  const apply = (step: Step): void => {
    const isChanged = step.state !== watch
    watch = step.state
    for (const effect of step.effects) {
      if (effect.do === 'open') open(effect.session)
      else drop(effect.session)
    }
    if (watch.at === 'ended' && isChanged) {
      attention.pause()
      speech.stop()
    }
    if (isChanged) changed()
  }
  const dispatch = (event: WatchEvent): void => apply(reduce(watch, event))

  const see = (number: SessionNumber): void => {
    const one = held.get(number)
    if (!one) return
    const now = clock.monotonic()
    const isSeen = number === showing && !document.hidden
    const isDead = one.sight !== undefined && NOTHING_TO_SEE.has(one.sight.sight)
    const fresh = isSeen && !isDead && isFresh(freshness, one.session.door(), now)
    const silent = millis(now - (one.session.heardAt() ?? now))
    dispatch({ is: 'seen', session: number, fresh, silent, now })
  }

  /** The picture counts, when it comes after what is shown. */
  const take = (id: PictureId): boolean => {
    if (document.hidden) return false
    if (freshness.newest === id) return false
    freshness = shown(freshness, id, clock.monotonic())
    return freshness.newest === id
  }

  const told = (number: SessionNumber, id: PictureId): void => {
    if (showing !== number) turnTo(number)
    screen.tell(id, ageOf(freshness, held.get(number)?.session.door()))
    see(number)
  }

  const turnTo = (number: SessionNumber): void => {
    showing = number
    speech.tell({ is: 'session' })
    const word = current()?.talk
    if (word) speech.tell({ ...word, is: 'door' })
  }

  const picture = (number: SessionNumber, drawable: Drawable, id: PictureId, behind: boolean): void => {
    // A newcomer sees the first picture at once and the newest one next: those between nobody would see.
    const isSkipped = behind && showing === number
    if (!isSkipped && take(id)) {
      screen.draw(drawable)
      screen.use('channel')
      told(number, id)
    }
    drawable.close()
  }

  const onWay = (number: SessionNumber, one: Held, word: WayWord): void => {
    const { peer } = one.session
    if (!one.way && peer) screen.attach(peer.picture.receiver.track, peer.sound.receiver.track)
    one.way = word
    one.track?.close()
    delete one.track
    if (word.way !== 'track') return
    screen.use('track')
    one.track = createTrackPictures(clock, screen.video, (id) => {
      if (take(id)) told(number, id)
    })
  }

  const said = (number: SessionNumber, word: Parameters<SessionEvents['said']>[0]): void => {
    const one = held.get(number)
    if (!one) return
    switch (word.say) {
      case 'way':
        onWay(number, one, word)
        break
      case 'picture':
        one.track?.announced(word)
        break
      case 'sight':
        one.sight = word
        break
      case 'talk':
        one.talk = word
        if (number === showing) speech.tell({ ...word, is: 'door' })
    }
    changed()
  }

  const open = (number: SessionNumber): void => {
    const events: SessionEvents = {
      heard: () => undefined,
      picture: (drawable, id, behind) => picture(number, drawable, id, behind),
      said: (word) => said(number, word),
      clockSet: () => {
        if (number === showing) freshness = forgotten(freshness)
      },
      refused: (code) => dispatch({ is: 'refused', session: number, code, now: clock.monotonic() }),
      lost: () => dispatch({ is: 'lost', session: number, now: clock.monotonic() }),
      over: (code) => dispatch({ is: 'over', session: number, code, now: clock.monotonic() }),
    }
    held.set(number, { session: openSession({ clock, ask, ways, events }) })
  }

  const drop = (number: SessionNumber): void => {
    const one = held.get(number)
    held.delete(number)
    one?.track?.close()
    one?.session.close()
  }

  const look = (isWoken: boolean): void => {
    if (isWoken) {
      for (const { session } of held.values()) session.forgetTime()
      dispatch({ is: 'woke' })
    }
    for (const number of sessionsOf(watch)) see(number)
    dispatch({ is: 'tick', now: clock.monotonic() })
    speech.tell({ is: 'tick', now: clock.monotonic() })
    changed()
  }
  const again = (): void => {
    if (watch.at !== 'ended') return
    attention.resume()
    dispatch({ is: 'again', now: clock.monotonic() })
  }
  const attention = attend(clock, {
    look,
    hidden: () => {
      dispatch({ is: 'hidden' })
      speech.tell({ is: 'release' })
    },
    network: () => dispatch({ is: 'network', now: clock.monotonic() }),
    leave: () => dispatch({ is: 'leave' }),
    back: again,
  })

  attention.resume()
  open(1)
  return {
    view,
    wish: (way) => current()?.session.say({ say: 'way', way }),
    press: () => speech.tell({ is: 'press', now: clock.monotonic() }),
    release: () => speech.tell({ is: 'release' }),
    listen: (on) => speech.tell({ is: 'listen', on }),
    again,
    leave: () => {
      attention.pause()
      dispatch({ is: 'leave' })
    },
  }
}
