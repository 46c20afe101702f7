// A recorder between a driven camera, a spool in memory that can fail, and a door that can be gone. Clips are judged
// by the check that owners use.

import { pino } from 'pino'
import * as assert from 'uvu/assert'
import { CLIP_END } from '#protocol/clip/end.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import { readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { freshPair, type SealPair } from '#protocol/seal/seal.ts'
import { signToken } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'
import type { RecorderState } from '../../camera/port.ts'
import { type HandClock, handClock } from '../../clock/hands.fixture.ts'
import { freshDoorKey, NEW_YEAR } from '../../journal/journal.fixture.ts'
import type { DoorKey } from '../../keys/door-key.ts'
import type { Orphan, Spool } from '../port.ts'
import { type FakeEncoding, type FakeHub, fakeEncoding, fakeHub } from './camera.fixture.ts'
import type { RecorderParts } from './parts.ts'
import { createRecorder, type Recorder } from './recorder.ts'

export interface KeptClip {
  readonly head: string
  readonly identity: Uint8Array<ArrayBuffer>
  readonly parts: Uint8Array<ArrayBuffer>[]
  end?: string
}

export interface MemorySpool extends Spool {
  readonly clips: Map<ClipId, KeptClip>
  readonly guarded: Set<ClipId>
  /** What no recorder may do. */
  readonly misuse: string[]
  broken: boolean
  /** Writes never settle. */
  hanging: boolean
}

export const memorySpool = (): MemorySpool => {
  const clips: MemorySpool['clips'] = new Map()
  const guarded = new Set<ClipId>()
  const misuse: string[] = []
  const ready = async (spool: MemorySpool): Promise<void> => {
    if (spool.hanging) await new Promise(() => undefined)
    if (spool.broken) throw new HausrechtError('spool_full', 'No room')
  }
  const spool: MemorySpool = {
    clips,
    guarded,
    misuse,
    broken: false,
    hanging: false,
    begin: async (clip, head, identity) => {
      await ready(spool)
      if (clips.has(clip)) misuse.push(`${clip} begun twice`)
      clips.set(clip, { head, identity, parts: [] })
    },
    write: async (clip, n, framed) => {
      await ready(spool)
      const kept = clips.get(clip)
      if (!kept || kept.end !== undefined) misuse.push(`part ${n} outside of its clip`)
      if (kept?.parts.length !== n) misuse.push(`part ${n} in the place of ${kept?.parts.length}`)
      kept?.parts.push(framed)
    },
    end: async (clip, token) => {
      await ready(spool)
      const kept = clips.get(clip)
      if (!kept || kept.end !== undefined) misuse.push('a second end')
      else kept.end = token
    },
    protect: (clip) => guarded.add(clip),
    orphans: async () =>
      [...clips].flatMap(([clip, { head, parts, end }]): Orphan[] =>
        end === undefined ? [{ clip, head, lines: parts.map((part) => readFramed(part)?.line ?? '') }] : [],
      ),
    held: () => ({ bytes: 0, clips: clips.size }),
    close: () => Promise.resolve(),
  }
  return spool
}

export interface Stage {
  readonly clock: HandClock
  readonly hub: FakeHub
  readonly spool: MemorySpool
  readonly door: DoorKey
  readonly owner: SealPair
  readonly encodings: FakeEncoding[]
  readonly said: Parameters<RecorderParts['say']>[0][]
  readonly parts: RecorderParts
  readonly recorder: Recorder
  readonly set: {
    view: RecorderState
    recipients: readonly string[]
    doorGone: boolean
    /** How the next encodings behave. */
    encoder: Parameters<typeof fakeEncoding>[1]
  }
  /** Lets promises go on until it holds; `each` is done before each look. */
  until(holds: () => boolean, each?: () => void): Promise<void>
  /** So much time passes, bit by bit. */
  pass(ms: number): Promise<void>
  /** The newest encoder. */
  encoding(): FakeEncoding
  clip(at: number): KeptClip
  check(at: number): Promise<CheckedClip>
  findings(): Promise<readonly Finding['code'][]>
}

/** @throws when it is not there */
export const sure = <Value>(value: Value | undefined, what = 'what was expected'): Value => {
  if (value === undefined) throw new HausrechtError('test_lacks', `There is no ${what}`)
  return value
}

const DEADLINE = 8000
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

export const until = async (holds: () => boolean, each: () => void = () => undefined): Promise<void> => {
  const end = performance.now() + DEADLINE
  for (;;) {
    each()
    if (holds()) return
    if (performance.now() > end) assert.unreachable(`never came: ${holds.toString()}`)
    await moment()
  }
}

export const checkKept = async (door: DoorKey, { head, parts, end }: KeptClip): Promise<CheckedClip> =>
  verifyClip({
    door: door.door,
    head,
    ...(end === undefined ? {} : { end }),
    parts: await Promise.all(
      parts.map(async (framed, place) => {
        const { line = '', sealed = new Uint8Array() } = readFramed(framed) ?? {}
        return { place, line, sealed: { hash: await hashBytes(sealed), size: sealed.length } }
      }),
    ),
  })

export const withStage = async (use: (stage: Stage) => Promise<void>): Promise<void> => {
  const door = await freshDoorKey()
  const owner = await freshPair()
  const clock = handClock(NEW_YEAR)
  const [hub, spool] = [fakeHub(), memorySpool()]
  const encodings: FakeEncoding[] = []
  const said: Stage['said'] = []
  const set: Stage['set'] = { view: 'ready', recipients: [owner.recipient], doorGone: false, encoder: {} }
  const place = { jn: 7, jh: await hashText('journal') }
  const parts: RecorderParts = {
    hub,
    spool,
    clock,
    openEncoding: (from) => {
      const opened = fakeEncoding(from, set.encoder)
      encodings.push(opened)
      return opened
    },
    view: () => set.view,
    recipients: () => set.recipients,
    sound: () => false,
    sign: (what) => {
      if (set.doorGone) return new Promise(() => undefined)
      if ('end' in what) return signToken(CLIP_END, what.end, door.signing)
      return signToken(CLIP, { ...what.head, iss: door.door }, door.signing)
    },
    journalHead: () => place,
    say: (message) => said.push(message),
    log: pino({ level: 'silent' }),
  }
  const recorder = createRecorder(parts)
  const clip = (at: number): KeptClip => sure([...spool.clips.values()][at], `clip ${at}`)
  hub.come(100)
  const stage: Stage = {
    ...{ clock, hub, spool, door, owner, encodings, said, parts, recorder, set, until, clip },
    pass: async (ms) => {
      for (let passed = 0; passed < ms; passed += 50) {
        clock.pass(50)
        await moment()
      }
    },
    encoding: () => sure(encodings.at(-1), 'encoding'),
    check: (at) => checkKept(door, clip(at)),
    findings: async () => {
      const checked = await Promise.all([...spool.clips.values()].map((kept) => checkKept(door, kept)))
      return checked.flatMap(({ findings }) => findings.map(({ code }) => code))
    },
  }
  try {
    await use(stage)
    assert.equal(spool.misuse, [])
  } finally {
    spool.broken = false
    let closed = false
    const closing = recorder.close().then(() => {
      closed = true
    })
    await until(
      () => closed,
      () => clock.pass(20),
    )
    await closing
  }
}
