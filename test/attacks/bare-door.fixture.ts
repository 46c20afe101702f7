// The door itself without agent, bridge and simulator: real journal and PINs on disk, a rig that behaves. Whoever
// has the bridge's key in these tests is the attacker.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { FakeRig } from '#device/bolt/fake.ts'
import { NO_CAMERA } from '#device/camera/port.ts'
import { systemClock } from '#device/clock/system.ts'
import { createDoor, type Door } from '#device/door/door.ts'
import { type Journal, openJournal } from '#device/journal/journal.ts'
import { NO_OUTAGE } from '#device/journal/outage.ts'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { NO_LIVE } from '#device/live/port.ts'
import { openPinStore, type PinStore } from '#device/pin/store.ts'
import { ADMISSION } from '#protocol/admission.ts'
import { hashText } from '#protocol/hash.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { ORDER, type OrderClaims } from '#protocol/order.ts'
import { LOCAL, type ProofClaims } from '#protocol/proof.ts'
import type { Request } from '#protocol/request.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { type DoorId, millis, type RequestId, toSeconds } from '#protocol/units.ts'
import { makeKey, makeRequest } from '../support/people.ts'

/** What the door said, on its way to a bridge. */
export interface Said {
  readonly name: string
  readonly payload: string
  readonly request: RequestId | undefined
}

export interface BareDoor {
  readonly id: DoorId
  readonly key: SigningKey
  readonly door: Door
  readonly rig: FakeRig
  readonly journal: Journal
  readonly pins: PinStore
  readonly owner: SigningKey
  readonly bridge: SigningKey
  readonly said: readonly Said[]
  challenge(): Promise<string>
  /** A request of this key, through the bridge unless it is the owner's without a chain. */
  make(key: SigningKey, chain?: readonly string[], proof?: Partial<ProofClaims>): Promise<Asked>
  /** Says it to the door with a fresh admission. @returns the code of its no, or `ok` */
  force(asked: Asked): Promise<string>
  order(key: SigningKey, what: OrderClaims['what']): Promise<string>
  close(): Promise<void>
}

export type Asked = Request & { readonly id: string }

export const openBareDoor = async (): Promise<BareDoor> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-bare-'))
  const clock = systemClock()
  const key = await loadDoorKey(join(folder, 'door-key.json'))
  const [owner, bridge] = [await makeKey(), await makeKey()]
  const journal = await openJournal({
    folder: join(folder, 'journal'),
    key: key.signing,
    verify: key.verify,
    version: '0.0.0-test',
    clock: () => clock,
  })
  await journal.append({ kind: 'paired', owner: owner.jwk, bridge: bridge.jwk })
  const pins = await openPinStore(join(folder, 'pins.json'))
  const rig = new FakeRig(clock, { travelTime: millis(10) })
  const said: Said[] = []
  const id = key.door
  const door = createDoor({
    door: id,
    key: key.signing,
    clock,
    time: { now: () => clock.now(), trusted: () => true, witness: () => undefined },
    journal,
    outage: NO_OUTAGE,
    bolt: rig,
    recorder: NO_CAMERA,
    live: NO_LIVE,
    pins,
    hold: millis(100),
    version: '0.0.0-test',
    log: pino({ level: 'silent' }),
    say: async (name, payload, request) => said.push({ name, payload, request }),
  })
  const challenge = async (): Promise<string> => (peekClaims(await door.challenge()) as { readonly chl: string }).chl

  return {
    id,
    key: key.signing,
    door,
    rig,
    journal,
    pins,
    owner,
    bridge,
    said,
    challenge,
    make: async (who, chain = [], proof = {}) =>
      makeRequest(who, {
        door: id,
        via: bridge.thumbprint,
        challenge: await challenge(),
        chain,
        now: clock.now(),
        proof,
      }),
    force: async (asked) => {
      if ((peekClaims(asked.proof) as { readonly via: string }).via === LOCAL)
        return (await door.request({ ...asked }, { via: LOCAL }))?.code ?? 'ok'
      const prf = await hashText(asked.proof)
      const claims = { v: 1 as const, iss: bridge.thumbprint, aud: id, req: asked.id as RequestId, prf }
      const admission = await signToken(ADMISSION, { ...claims, iat: toSeconds(clock.now()) }, bridge)
      return (await door.request({ ...asked }, { via: 'bridge', admission }))?.code ?? 'ok'
    },
    order: async (who, what) => {
      const claims = { v: 1 as const, jti: freshRequestId(), iss: who.thumbprint, aud: id, iat: toSeconds(clock.now()) }
      return signToken(ORDER, { ...claims, chl: await challenge(), what }, who)
    },
    close: async () => {
      door.close()
      await rig.close()
      await journal.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
