// A whole door that is watched: real journal and signatures, a rig that behaves, hands on the clock, and a stand-in
// for the live process, which does what the test says.

import { exportJWK, generateKeyPair } from 'jose'
import { pino } from 'pino'
import * as assert from 'uvu/assert'
import { ADMISSION } from '#protocol/admission.ts'
import { chainHash } from '#protocol/chain.ts'
import type { Entry, Happening } from '#protocol/entry.ts'
import { GRANT, type GrantClaims } from '#protocol/grant.ts'
import { hashText } from '#protocol/hash.ts'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import { publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { SIGNAL_DOWN, SIGNAL_UP, type SignalDown, type SignalUp } from '#protocol/live/signal.ts'
import { PROOF } from '#protocol/proof.ts'
import { RECEIPT, type ReceiptClaims } from '#protocol/receipt.ts'
import { openToken, peekClaims, signToken } from '#protocol/token.ts'
import { type DoorId, epochSeconds, millis, type RequestId, type Thumbprint, toSeconds } from '#protocol/units.ts'
import { FakeRig } from '../../bolt/fake.ts'
import { NO_CAMERA } from '../../camera/port.ts'
import { type HandClock, handClock } from '../../clock/hands.fixture.ts'
import { ConfigSchema } from '../../config/config.ts'
import { createDoor } from '../../door/door.ts'
import { freshDoorKey, NEW_YEAR, openIn, withFolder } from '../../journal/journal.fixture.ts'
import type { Journal } from '../../journal/journal.ts'
import { NO_OUTAGE } from '../../journal/outage.ts'
import type { FromLive, ToLive } from '../messages.ts'
import type { LiveChildParts } from './child.ts'
import { LiveKeeper } from './keeper.ts'

const freshKey = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return signingKey(privateKey, publicPart(await exportJWK(publicKey)))
}

export interface Watched {
  readonly door: DoorId
  readonly owner: SigningKey
  readonly holder: SigningKey
  readonly clock: HandClock
  readonly journal: Journal
  readonly rig: FakeRig
  readonly keeper: LiveKeeper
  /** What the live process was told, and how often it was ended by force or made anew. */
  readonly told: ToLive[]
  readonly ended: string[]
  /** Says this in the live process's name. */
  live(message: FromLive): void
  /** The live process dies. */
  die(): void
  /** The holder's grant; from a minute ago for an hour, for watching alone. */
  grant(more?: Partial<GrantClaims>): Promise<string>
  /** @returns the request's id, and the code of the door's no */
  ask(
    key: SigningKey,
    chain: readonly string[],
  ): Promise<{ readonly sid: RequestId; readonly code: string | undefined }>
  signal(key: SigningKey, sid: RequestId, what: SignalUp['what'], more?: Partial<SignalUp>): Promise<string>
  /** What the door signed for viewers, checked with its key. */
  heard(viewer: SigningKey): Promise<readonly SignalDown[]>
  receipts(): Promise<readonly ReceiptClaims[]>
  happenings(kind: Happening['kind']): Promise<readonly Happening[]>
  /** Lets what is signed and synced between two ticks of the clock come to its end. */
  settle(): Promise<void>
  pass(ms: number): Promise<void>
}

export const withWatched = (use: (watched: Watched) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const clock = handClock(NEW_YEAR)
    const key = await freshDoorKey()
    const journal = await openIn(folder, key, { clock: () => clock })
    const [owner, bridge, holder] = [await freshKey(), await freshKey(), await freshKey()]
    await journal.append({ kind: 'paired', owner: owner.jwk, bridge: bridge.jwk })
    const rig = new FakeRig(clock)
    const log = pino({ level: 'silent' })
    const recorder = { ...NO_CAMERA, sight: () => 'clear' as const, recording: () => false }
    const told: ToLive[] = []
    const ended: string[] = []
    const down: { readonly viewer: Thumbprint; readonly token: string }[] = []
    const said: { readonly name: string; readonly payload: string }[] = []
    let child: LiveChildParts | undefined
    const keeper = new LiveKeeper({
      ...{ door: key.door, key: key.signing, clock, journal, recorder, bolt: rig, log, tap: `${folder}/live.sock` },
      now: () => clock.now(),
      clockTrusted: () => true,
      config: ConfigSchema.parse({ data: folder, bridge: { url: 'mqtt://127.0.0.1:1' }, live: { viewers: 2 } }),
      openChild: (parts) => {
        child = parts
        queueMicrotask(() => {
          parts.up()
          parts.heard({ say: 'ready' })
        })
        return {
          send: (message) => told.push(message),
          kill: () => {
            ended.push('kill')
            parts.down('SIGKILL')
          },
          renew: () => ended.push('renew'),
          close: () => Promise.resolve(),
        }
      },
      say: async (viewer, token) => down.push({ viewer, token }),
    })
    const door = createDoor({
      ...{ door: key.door, key: key.signing, clock, journal, bolt: rig, recorder, live: keeper, log },
      time: { now: () => clock.now(), trusted: () => true, witness: () => undefined },
      outage: NO_OUTAGE,
      pins: { problem: undefined } as never,
      hold: millis(1000),
      version: '0.0.0-test',
      say: async (name, payload) => said.push({ name, payload }),
    })
    const settle = async (): Promise<void> => {
      for (let quiet = 0, n = -1; quiet < 4; quiet += 1) {
        await new Promise((resolve) => setTimeout(resolve, 6))
        const now = journal.head().n + down.length + said.length
        if (now !== n) quiet = 0
        n = now
      }
    }
    await settle()
    try {
      await use({
        ...{ door: key.door, owner, holder, clock, journal, rig, keeper, told, ended, settle },
        live: (message) => child?.heard(message),
        die: () => child?.down('SIGSEGV'),
        grant: (more = {}) => {
          const now = toSeconds(clock.now())
          const who = {
            v: 1 as const,
            jti: freshGrantId(),
            iss: owner.thumbprint,
            aud: key.door,
            cnf: { jkt: holder.thumbprint },
          }
          const when = { nbf: epochSeconds(now - 60), exp: epochSeconds(now + 3600) }
          return signToken(
            GRANT,
            { ...who, act: ['live'], ...when, rec: false, dlg: 0, epoch: 0, ...more },
            owner,
            false,
          )
        },
        ask: async (who, chain) => {
          const sid = freshRequestId()
          const { chl } = peekClaims(await door.challenge()) as { readonly chl: string }
          const iat = toSeconds(clock.now())
          const to = { iss: who.thumbprint, aud: key.door, via: bridge.thumbprint, iat }
          const proof = await signToken(
            PROOF,
            { v: 1, jti: sid, ...to, act: 'live', chl, cth: await chainHash(chain) },
            who,
          )
          const admitted = {
            v: 1 as const,
            iss: bridge.thumbprint,
            aud: key.door,
            req: sid,
            prf: await hashText(proof),
            iat,
          }
          const admission = await signToken(ADMISSION, admitted, bridge)
          const refused = await door.request({ v: 1, chain: [...chain], proof }, { via: 'bridge', admission })
          await settle()
          return { sid, code: refused?.code }
        },
        signal: async (who, sid, what, more = {}) => {
          const iat = toSeconds(clock.now())
          const token = await signToken(
            SIGNAL_UP,
            { v: 1, iss: who.thumbprint, aud: key.door, sid, iat, what, ...more },
            who,
          )
          await keeper.signal(token)
          await settle()
          return token
        },
        heard: async (viewer) => {
          const mine = down.filter((one) => one.viewer === viewer.thumbprint)
          const opened = await Promise.all(mine.map(({ token }) => openToken(SIGNAL_DOWN, token, key.verify)))
          return opened.map((one) => {
            assert.ok(one.ok)
            return one.claims
          })
        },
        receipts: async () => {
          const tokens = said.filter(({ name }) => name === 'receipt')
          const opened = await Promise.all(tokens.map(({ payload }) => openToken(RECEIPT, payload, key.verify)))
          return opened.flatMap((one) => (one.ok ? [one.claims] : []))
        },
        happenings: async (kind) => {
          const lines = await journal.read(0, 1000, 1e7)
          return lines.map((line) => (peekClaims(line) as Entry).what).filter((what) => what.kind === kind)
        },
        pass: async (ms) => {
          clock.pass(ms)
          await settle()
        },
      })
    } finally {
      door.close()
      await keeper.close()
      await settle()
      await rig.close()
      await journal.close()
    }
  })
