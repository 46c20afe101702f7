// Runs the machines of one viewer: sessions, what is on the screen, how old it is, talking. What there is to see of it
// is a View; who draws buttons around it is somebody else.

import type { Cancel, Clock } from '#protocol/clock.ts'
import type { FromDoor, Way } from '#protocol/live/control.ts'
import type { CameraSight } from '#protocol/state.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { waysHere } from './codec.ts'
import {
  ageOf,
  type Freshness,
  forgotten,
  isFresh,
  isUnmeasured,
  NOTHING_SHOWN,
  type PictureId,
  shown,
} from './freshness.ts'
import { createMicrophone } from './microphone.ts'
import { followNetwork } from './network.ts'
import type { Ask } from './port.ts'
import type { Screen } from './screen.ts'
import { type Drawable, openSession, type Session, type SessionEvents } from './session.ts'
import { type Look, slept } from './sleep.ts'
import { reduceTalk, SILENT, type Talk, type TalkEffect, type TalkEvent } from './talk.ts'
import { createTrackPictures, type TrackPictures } from './track.ts'
import { begin, reduce, type SessionNumber, type Step, sessionsOf, type Watch, type WatchEvent } from './viewer.ts'

type WayWord = Extract<FromDoor, { say: 'way' }>

export interface View {
  readonly watch: Watch
  /** Is there any picture on the screen? */
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

const LOOK_EACH = millis(100)
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
  let talk: Talk = SILENT
  let freshness: Freshness = NOTHING_SHOWN
  /** Whose picture is on the screen. */
  let showing: SessionNumber | undefined
  let looked: Look = { wall: clock.now(), monotonic: clock.monotonic() }

  const current = (): Held | undefined => (showing === undefined ? undefined : held.get(showing))
  const microphone = createMicrophone(clock, () => talkTo({ is: 'microphone', now: 'shut' }))

  const view = (): View => ({
    watch,
    pictured: freshness.newest !== undefined,
    unmeasured: watch.at === 'connecting' && isUnmeasured(freshness, current()?.session.door(), clock.monotonic()),
    age: ageOf(freshness, current()?.session.door()),
    way: current()?.way,
    sight: current()?.sight?.sight,
    recording: current()?.sight?.recording ?? false,
    talk,
  })

  const apply = (step: Step): void => {
    const isChanged = step.state !== watch
    watch = step.state
    for (const effect of step.effects) {
      if (effect.do === 'open') open(effect.session)
      else drop(effect.session)
    }
    if (watch.at === 'ended' && isChanged) stop()
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
    talkTo({ is: 'session' })
    const word = current()?.talk
    if (word) talkTo({ ...word, is: 'door' })
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
        if (number === showing) talkTo({ ...word, is: 'door' })
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

  const act = (effect: TalkEffect): void => {
    const session = current()?.session
    switch (effect.do) {
      case 'ask_microphone':
        microphone.open().then(
          (now) => talkTo({ is: 'microphone', now }),
          () => talkTo({ is: 'microphone', now: 'denied' }),
        )
        break
      case 'talk':
        session?.peer?.sound.sender.replaceTrack(microphone.track()).catch(() => undefined)
        microphone.speak(effect.on)
        session?.say({ say: 'talk', on: effect.on })
        break
      case 'listen':
        screen.listen(effect.on)
        session?.say({ say: 'listen', on: effect.on })
    }
  }
  const talkTo = (event: TalkEvent): void => {
    const step = reduceTalk(talk, event)
    if (step.talk === talk) return
    talk = step.talk
    for (const effect of step.effects) act(effect)
    changed()
  }

  const look = (): void => {
    const now: Look = { wall: clock.now(), monotonic: clock.monotonic() }
    const isWoken = slept(looked, now)
    looked = now
    if (document.hidden) return
    if (isWoken) {
      for (const { session } of held.values()) session.forgetTime()
      dispatch({ is: 'woke' })
    }
    for (const number of sessionsOf(watch)) see(number)
    dispatch({ is: 'tick', now: now.monotonic })
    talkTo({ is: 'tick', now: now.monotonic })
    changed()
  }

  const onVisibility = (): void => {
    if (!document.hidden) {
      look()
      return
    }
    dispatch({ is: 'hidden' })
    talkTo({ is: 'release' })
  }
  const onNetwork = (): void => dispatch({ is: 'network', now: clock.monotonic() })
  const onLeave = (): void => dispatch({ is: 'leave' })

  let unlisten: Cancel = () => undefined
  const start = (): void => {
    const cancel = clock.every(LOOK_EACH, look)
    document.addEventListener('visibilitychange', onVisibility)
    const unfollow = followNetwork(onNetwork)
    addEventListener('pagehide', onLeave)
    unlisten = () => {
      cancel()
      document.removeEventListener('visibilitychange', onVisibility)
      unfollow()
      removeEventListener('pagehide', onLeave)
    }
  }
  const stop = (): void => {
    unlisten()
    talkTo({ is: 'release' })
    microphone.close()
    screen.listen(false)
  }

  start()
  open(1)
  return {
    view,
    wish: (way) => current()?.session.say({ say: 'way', way }),
    press: () => talkTo({ is: 'press', now: clock.monotonic() }),
    release: () => talkTo({ is: 'release' }),
    listen: (on) => talkTo({ is: 'listen', on }),
    again: () => {
      if (watch.at !== 'ended') return
      start()
      dispatch({ is: 'again', now: clock.monotonic() })
    },
    leave: () => dispatch({ is: 'leave' }),
  }
}
