// Talking and listening, for all viewers of the rig: keeps the floor (floor.ts), plays whoever has it, gives the rig's
// sound to those who listen.

import type { Clock } from '#protocol/clock.ts'
import type { FromDoor, FromViewer } from '#protocol/live/control.ts'
import type { RequestId } from '#protocol/units.ts'
import type { FromLive } from '../messages.ts'
import type { Peer } from '../rtc/port.ts'
import { createEar } from './ear.ts'
import { allow, type Floor, leave, listen, pass, press, QUIET, release, viewOf } from './floor.ts'
import type { Speaker } from './speaker.ts'

/** A viewer as far as talking goes. */
export interface Talker {
  readonly sid: RequestId
  say(message: FromDoor): void
  connection(): Peer | undefined
}

export interface TalkParts {
  readonly clock: Pick<Clock, 'monotonic'>
  readonly talkers: () => Iterable<Talker>
  readonly speaker: Speaker
  readonly tell: (message: FromLive) => void
  /** Whether the rig's sound is wanted may have changed. */
  readonly wanted: () => void
}

export interface Talk {
  allow(allowed: boolean): void
  word(sid: RequestId, word: Extract<FromViewer, { say: 'talk' | 'listen' }>): void
  view(sid: RequestId): FromDoor
  leave(sid: RequestId): void
  tick(): void
  /** The rig's sound, s16le. */
  hear(bytes: Uint8Array): void
  isHeard(): boolean
}

export const createTalk = ({ clock, talkers, speaker, tell, wanted }: TalkParts): Talk => {
  let floor: Floor = QUIET

  const speakers = (before: Floor): void => {
    const [was, is] = [before.speaker?.sid, floor.speaker?.sid]
    if (was === is) return
    if (was !== undefined) tell({ say: 'talking', sid: was, what: 'speak', on: false })
    if (is === undefined) speaker.hush()
    else tell({ say: 'talking', sid: is, what: 'speak', on: true })
    for (const talker of talkers()) {
      if (talker.sid === was) talker.connection()?.listen(undefined)
      if (talker.sid === is) talker.connection()?.listen((samples) => speaker.say(samples))
    }
  }

  const listeners = (before: Floor): void => {
    const changed = (sid: RequestId, on: boolean): void => {
      tell({ say: 'talking', sid, what: 'listen', on })
      for (const talker of talkers()) if (talker.sid === sid) talker.connection()?.sound(on)
    }
    for (const sid of before.listeners) if (!floor.listeners.has(sid)) changed(sid, false)
    for (const sid of floor.listeners) if (!before.listeners.has(sid)) changed(sid, true)
  }

  const become = (next: Floor): void => {
    const before = floor
    if (next === before) return
    floor = next
    speakers(before)
    listeners(before)
    for (const talker of talkers()) {
      const [was, is] = [viewOf(before, talker.sid), viewOf(next, talker.sid)]
      if (JSON.stringify(was) !== JSON.stringify(is)) talker.say(is)
    }
    wanted()
  }

  const ear = createEar((samples) => {
    for (const talker of talkers()) if (floor.listeners.has(talker.sid)) talker.connection()?.hear(samples)
  })

  return {
    allow: (allowed) => become(allow(floor, allowed)),
    word: (sid, word) => {
      if (word.say === 'listen') become(listen(floor, sid, word.on))
      else become(word.on ? press(floor, sid, clock.monotonic()) : release(floor, sid))
    },
    view: (sid) => viewOf(floor, sid),
    leave: (sid) => become(leave(floor, sid)),
    tick: () => become(pass(floor, clock.monotonic())),
    hear: (bytes) => {
      if (floor.listeners.size > 0) ear(bytes)
    },
    isHeard: () => floor.listeners.size > 0,
  }
}
