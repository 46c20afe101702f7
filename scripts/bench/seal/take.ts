// A clip as the recorder writes it, and a spool that keeps nothing: what is left is sealing, hashing and signing.

import { beginClip, type Clip } from '#device/clips/recorder/clip.ts'
import { freshKeys } from '#device/clips/recorder/keys.ts'
import { systemClock } from '#device/clock/system.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { hashText } from '#protocol/hash.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, epochMs, millis } from '#protocol/units.ts'
import { makePerson } from '../people.ts'

export interface Take {
  readonly recipient: string
  /** Sealed, hashed, its line signed and framed. */
  add(segment: Uint8Array): Promise<void>
}

const nowhere = {
  begin: () => Promise.resolve(),
  write: () => Promise.resolve(),
  end: () => Promise.resolve(),
  protect: () => undefined,
  orphans: () => Promise.resolve([]),
  held: () => ({ bytes: 0, clips: 0 }),
  close: () => Promise.resolve(),
}

export const makeTake = async (): Promise<Take> => {
  const door = await makePerson()
  const keys = await freshKeys([(await freshPair()).recipient])
  const place = { jn: 0, jh: await hashText('journal') }
  const clock = systemClock()
  const parts: Parameters<typeof beginClip>[0] = {
    spool: nowhere,
    clock,
    journalHead: () => place,
    sign: async (what) =>
      'head' in what
        ? signToken(CLIP, { ...what.head, iss: door.key.thumbprint as DoorId }, door.key)
        : Promise.resolve(''),
  }
  const video = { width: 1920, height: 1080, fps: 30, sound: false }
  const clip: Clip = await beginClip(parts, keys, { at: clock.now(), why: 'visit', video }, (write) => write())
  let first = 0
  return {
    recipient: keys.recipient,
    add: async (bytes) => {
      await clip.add({ what: 'segment', bytes, at: epochMs(clock.now()), lasts: millis(1000), first, last: first + 29 })
      first += 30
    },
  }
}
