// A door that judges requests by its own clock and journal, through power cuts: for the attacks on time and PINs.

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChallenges } from '#device/access/challenges.ts'
import { examine, judge } from '#device/access/judge.ts'
import { NO_CAMERA } from '#device/camera/port.ts'
import { createDoorClock, type DoorClock } from '#device/clock/door-clock.ts'
import { readFloor } from '#device/clock/floor-file.ts'
import { type HandClock, handClock } from '#device/clock/hands.fixture.ts'
import { type Journal, openJournal } from '#device/journal/journal.ts'
import { type DoorKey, loadDoorKey } from '#device/keys/door-key.ts'
import { createKeypad, type Keypad, type PinAnswer } from '#device/pin/keypad.ts'
import { openPinStore, type PinStore } from '#device/pin/store.ts'
import { ADMISSION } from '#protocol/admission.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { LOCAL, type ProofClaims } from '#protocol/proof.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { Request } from '#protocol/request.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { type EpochMs, epochMs, epochSeconds, type RequestId, toSeconds } from '#protocol/units.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'

export const NOON = epochMs(Date.UTC(2026, 5, 1, 12))
export const HOUR = 3_600_000

/** What a source of time says; the attacker often holds it. */
export interface Source {
  certain: boolean
  vouches: boolean
}

export interface TimedDoor {
  readonly hands: HandClock
  readonly source: Source
  readonly owner: SigningKey
  readonly journal: Journal
  readonly time: DoorClock
  readonly pins: PinStore
  readonly keypad: Keypad
  readonly answers: PinAnswer[]
  /** A chain of one for this key, by offsets from noon. */
  grant(to: SigningKey, from: number, until: number): Promise<string[]>
  /** Asks at the door; writes an intent when it is allowed. */
  ask(who: SigningKey, chain?: readonly string[]): Promise<'allowed' | RefusalCode>
  /** Waits until the floor on disk is the door's time but for a minute. */
  floorKept(): Promise<void>
  /** Pulls the plug, keeps the files as they are, and starts again with the wall clock at this offset from noon. */
  cutPower(wall: number): Promise<void>
  close(): Promise<void>
}

interface Running {
  readonly journal: Journal
  readonly time: DoorClock
  readonly pins: PinStore
  readonly keypad: Keypad
  readonly challenges: ReturnType<typeof createChallenges>
}

interface Parts {
  readonly key: DoorKey
  readonly hands: HandClock
  readonly source: Source
  readonly answers: PinAnswer[]
}

const start = async (folder: string, { key, hands, source, answers }: Parts): Promise<Running> => {
  const file = join(folder, 'clock-floor')
  const saved = await readFloor(file)
  let made: DoorClock | undefined
  const journal = await openJournal({
    folder: join(folder, 'journal'),
    key: key.signing,
    verify: key.verify,
    version: '0.0.0-test',
    clock: ({ clock }) => {
      made = createDoorClock({
        clock: hands,
        floor: epochMs(Math.max(saved, clock.floor)),
        file,
        source: {
          get certain() {
            return source.certain
          },
          confirmed: async () => source.vouches,
        },
        failed: (error) => {
          throw error
        },
      })
      return made
    },
  })
  const time = made
  if (!time) throw new TypeError('the journal asked for no clock')
  const notes: Promise<unknown>[] = []
  await time.start((what) => notes.push(journal.append(what)))
  await Promise.all(notes)
  const pins = await openPinStore(join(folder, 'pins.json'))
  const keypad = createKeypad({ clock: hands, time, journal, pins, answered: (answer) => answers.push(answer) })
  return { journal, time, pins, keypad, challenges: createChallenges(key.door, key.signing, hands) }
}

const stop = async ({ journal, time, keypad }: Running): Promise<void> => {
  keypad.close()
  await time.close()
  await journal.close()
}

export const openTimedDoor = async (): Promise<TimedDoor> => {
  const parent = mkdtempSync(join(tmpdir(), 'hausrecht-door-'))
  let folder = join(parent, '0')
  let cuts = 0
  const key = await loadDoorKey(join(folder, 'door-key.json'))
  const owner = await makeKey('ES256')
  const bridge = await makeKey()
  const parts = { key, hands: handClock(NOON), source: { certain: false, vouches: true }, answers: [] }
  let running = await start(folder, parts)
  await running.journal.append({ kind: 'paired', owner: owner.jwk, bridge: bridge.jwk })
  const at = (offset: number): EpochMs => epochMs(NOON + offset)
  /** The bridge is on the attacker's side: to it, it is always the time that the door believes. */
  const admit = async (request: Request & { readonly id: string }, now: EpochMs): Promise<string> => {
    const prf = await hashText(request.proof)
    const claims = { v: 1 as const, iss: bridge.thumbprint, aud: key.door, req: request.id as RequestId, prf }
    return signToken(ADMISSION, { ...claims, iat: toSeconds(now) }, bridge)
  }

  return {
    ...parts,
    owner,
    get journal() {
      return running.journal
    },
    get time() {
      return running.time
    },
    get pins() {
      return running.pins
    },
    get keypad() {
      return running.keypad
    },
    grant: async (to, from, until) => {
      const dates = { nbf: epochSeconds(toSeconds(at(from))), exp: epochSeconds(toSeconds(at(until))) }
      return [await makeGrant(owner, grantClaims(owner.thumbprint, to.thumbprint, key.door, dates))]
    },
    ask: async (who, chain = []) => {
      const { journal, time, challenges } = running
      const judging = {
        door: key.door,
        challenges,
        recorder: NO_CAMERA,
        now: () => time.now(),
        clockTrusted: () => time.trusted(),
        isAnswered: () => false,
      }
      const { chl } = peekClaims(await challenges.next(time.now())) as { chl: string }
      const via: ProofClaims['via'] = chain.length === 0 ? LOCAL : bridge.thumbprint
      const request = await makeRequest(who, { door: key.door, via, challenge: chl, chain })
      const way =
        chain.length === 0
          ? ({ via: LOCAL } as const)
          : ({ via: 'bridge', admission: await admit(request, time.now()) } as const)
      const examined = await examine(judging, journal.memory(), request, way)
      const judged = 'verdict' in examined ? examined : judge(judging, journal.memory(), examined)
      if (!judged.verdict.ok) return judged.verdict.code
      const { action, holder, spends, binds } = judged.verdict
      const intent = { request: request.id as never, act: action, holder, via }
      await journal.append({ kind: 'intent', ...intent, spends: [...spends], binds: [...binds] })
      return 'allowed'
    },
    floorKept: async () => {
      for (let wait = 0; wait < 400; wait += 1) {
        if ((await readFloor(join(folder, 'clock-floor'))) > running.time.now() - 901_000) return
        parts.hands.pass(1000)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      throw new RangeError('the floor was not kept within 2 s')
    },
    cutPower: async (wall) => {
      cuts += 1
      const next = join(parent, String(cuts))
      cpSync(folder, next, { recursive: true })
      rmSync(join(next, 'journal', 'journal.lock'))
      await stop(running)
      folder = next
      parts.hands.set(NOON + wall)
      running = await start(folder, parts)
    },
    close: async () => {
      await stop(running)
      rmSync(parent, { recursive: true, force: true })
    },
  }
}
