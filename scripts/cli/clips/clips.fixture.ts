// A real clip service with a door's clips in it, and its owner's command line beside it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { realClock } from '#cloud/clock.ts'
import { ConfigSchema } from '#cloud/config/config.ts'
import { type Cloud, openCloud } from '#cloud/open.ts'
import {
  type ClipSettings,
  filmPieces,
  type MadeClip,
  type MadeJournal,
  makeClip,
  makeJournal,
  makeSigner,
} from '#protocol/clip/clip.fixture.ts'
import type { Happening } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { signToken } from '#protocol/token.ts'
import {
  type DoorId,
  type EpochMs,
  epochMs,
  epochSeconds,
  type GrantId,
  millis,
  type RequestId,
} from '#protocol/units.ts'
import { type Caller, openCaller } from '../call.fixture.ts'
import { createDoors } from '../home/doors.ts'
import { createKeys } from '../home/keys.ts'

export interface ClipHouse {
  readonly call: Caller
  readonly folder: string
  readonly owner: SigningKey
  readonly carrier: SigningKey
  readonly door: SigningKey
  readonly journal: MadeJournal
  readonly cloud: Cloud
  readonly url: string
  /** Where the service keeps its objects. */
  readonly store: string
  /** Starts one more service, empty, which knows whose door it is. */
  more(name: string): Promise<{ readonly url: string; readonly store: string }>
  /** Makes a clip and brings it as the door would. */
  bring(settings?: Bringing): Promise<MadeClip>
  send(made: MadeClip, url?: string): Promise<void>
  close(): Promise<void>
}

const put = async (url: string, type: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> => {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': type },
    body,
    signal: AbortSignal.timeout(5000),
  })
  await response.arrayBuffer()
  if (response.status >= 300) throw new HausrechtError('fixture_refused', `${url}: ${response.status}`)
}

const serve = async (
  folder: string,
  name: string,
): Promise<Cloud & { readonly url: string; readonly store: string }> => {
  const store = join(folder, name)
  const settings = { key: join(folder, `${name}.key`), listen: '127.0.0.1:0', store: { folder: store }, open: true }
  const cloud = await openCloud(ConfigSchema.parse(settings), pino({ level: 'silent' }), realClock())
  return { ...cloud, url: `http://127.0.0.1:${cloud.port}`, store }
}

/** What the door writes down of a visit: asked, opened, shut, closed; within the film of a second that is made of it. */
const visit = async (
  journal: MadeJournal,
  { at, holder, request, grant, asked = 100, locked = 900 }: Visiting,
): Promise<void> => {
  const add = (what: Happening, after: number): Promise<void> => journal.add(what, epochMs(at + after))
  const spends = [{ grant, exp: epochSeconds(4_000_000_000) }]
  const who = { act: 'unlock', holder: holder.thumbprint, via: 'local' } as const
  await add({ kind: 'intent', request, ...who, spends, binds: [] }, asked)
  await add({ kind: 'opened', request, after: millis(120) }, asked + 120)
  await add({ kind: 'bolt', bolt: 'home', reason: 'lock' }, locked)
  await add({ kind: 'closed', request, opened: true, entered: true, lasted: millis(4000) }, locked)
}

interface Visiting {
  readonly at: EpochMs
  readonly holder: SigningKey
  readonly request: RequestId
  readonly grant: GrantId
  /** Milliseconds from the film's beginning to the request, and to the bolt measured home. */
  readonly asked?: number | undefined
  readonly locked?: number | undefined
}

/** A clip, and what differs in the visit it is of. */
export interface Bringing extends ClipSettings, Partial<Pick<Visiting, 'asked' | 'locked'>> {}

export const openClipHouse = async (): Promise<ClipHouse> => {
  const call = await openCaller()
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-clips-'))
  const keys = createKeys(join(call.home, 'keys'))
  const [owner, carrier] = [(await keys.make('owner')).key, (await keys.make('carrier')).key]
  const [door, bridge] = [await makeSigner(), await makeSigner()]
  const id = door.thumbprint as DoorId
  const at = { http: 'http://127.0.0.1:9', mqtt: 'mqtt://127.0.0.1:9', key: bridge.jwk }
  await createDoors(join(call.home, 'doors.json')).keep({
    name: 'front',
    id,
    key: door.jwk,
    bridge: at,
    owner: 'owner',
    paired: epochMs(Date.now()),
  })
  const open = [await serve(folder, 'first')]
  const [first] = open as [(typeof open)[number]]
  const journal = await makeJournal(door, epochMs(Date.now()))
  await journal.add({ kind: 'genesis', version: '0' })
  await journal.add({ kind: 'paired', owner: owner.jwk, bridge: bridge.jwk })
  const said = { v: 1, iss: id, owner: owner.jwk, bridge: bridge.thumbprint, at: epochMs(Date.now()) } as const
  const ownership = await signToken(OWNERSHIP, said, door)
  const base = (url: string): string => `${url}/v1/doors/${id}`
  await put(`${base(first.url)}/ownership`, 'text/plain', ownership)
  const film = await filmPieces(1)

  const send = async (made: MadeClip, url = first.url): Promise<void> => {
    const place = `${base(url)}/clips/${made.clip}`
    const identity = Buffer.from(made.identity).toString('base64url')
    await put(place, 'application/json', JSON.stringify({ head: made.head, identity }))
    for (const n of made.lines.keys()) await put(`${place}/parts/${n}`, 'application/octet-stream', made.framed(n))
    if (made.end !== undefined) await put(`${place}/end`, 'text/plain', made.end)
  }
  const known = new Set<RequestId>()
  return {
    ...{ call, folder, owner, carrier, door, journal, cloud: first, url: first.url, store: first.store, send },
    more: async (name) => {
      const cloud = await serve(folder, name)
      open.push(cloud)
      await put(`${base(cloud.url)}/ownership`, 'text/plain', ownership)
      return cloud
    },
    bring: async ({ asked, locked, ...settings } = {}) => {
      const at = settings.at ?? epochMs(Date.now())
      const request = settings.request ?? freshRequestId()
      const owners = [recipientOfKey(owner.jwk) ?? '']
      const grant = settings.head?.grant
      // A following piece of a visit's film is of the same visit.
      const isFirst = settings.request === undefined || !known.has(settings.request)
      if (grant !== undefined && isFirst) await visit(journal, { at, holder: carrier, request, grant, asked, locked })
      known.add(request)
      const made = await makeClip({
        door,
        owners,
        journal,
        request,
        pieces: film,
        ...settings,
        at,
      })
      await send(made)
      return made
    },
    close: async () => {
      await Promise.all(open.map((cloud) => cloud.close()))
      await call.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
