// A whole house that can be watched: the drawn door filmed by the real camera's process, given out by the real live
// process, asked for through the real bridge. Owner and holders sign what they say as their own programs do.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Control } from '#device/camera/scene/mood.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { LiveSettings } from '#protocol/live/settings.ts'
import { ORDER } from '#protocol/order.ts'
import type { RevocationClaims } from '#protocol/revocation.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import type { BridgeChanges } from './bridge.ts'
import { freshChallenge } from './hostile-bridge.ts'
import { grantClaims, makeGrant, makeKey, makeRevocations } from './people.ts'
import { until } from './wait.ts'
import { type Watcher, watcherAt } from './watcher.ts'
import { openWholeHouse, type WholeHouse } from './whole-house.ts'

const PICTURE = { width: 320, height: 180 }
const PATIENCE = 25_000

export interface WatchedHouse {
  readonly house: WholeHouse
  /** A fresh key with a grant to watch, of now and for an hour. */
  viewer(more?: Partial<GrantClaims>): Promise<Watcher>
  owner(): Promise<Watcher>
  live(set: Partial<LiveSettings>): Promise<void>
  revoke(more: Partial<RevocationClaims>): Promise<void>
  state(): Promise<StateClaims>
  /** Does something to the drawn camera. */
  scene(what: Control): Promise<void>
  /** How many the door counts among its viewers. */
  watched(): Promise<number>
  /** Process id of the door's child process. */
  child(name: 'live' | 'camera'): Promise<number>
  close(): Promise<void>
}

export interface WatchedChanges {
  readonly viewers?: number
  readonly bridge?: BridgeChanges
  readonly owner?: SigningKey
}

/** Children of this process that run this program; the youngest. */
const childOf = async (program: string): Promise<number> => {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const [command, status] = await Promise.all(
      ['cmdline', 'stat'].map((file) => readFile(join('/proc', name, file), 'utf8').catch(() => '')),
    )
    const parent = Number(status?.slice(status.lastIndexOf(')') + 4).split(' ')[0])
    if (parent === process.pid && command?.includes(program)) found.push(Number(name))
  }
  const youngest = Math.max(...found)
  if (!Number.isFinite(youngest)) throw new Error(`there is no ${program}`)
  return youngest
}

export const openWatchedHouse = async (changes: WatchedChanges = {}): Promise<WatchedHouse> => {
  const { viewers = 3, bridge, owner } = changes
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-scene-'))
  const control = join(folder, 'scene.sock')
  const house = await openWholeHouse({
    ...{ hold: 700, ...(bridge && { bridge }), ...(owner && { owner }) },
    recording: {
      camera: { source: 'scene', ...PICTURE, fps: 10, kilobits: 300, preroll: 5, encoder: 'libx264', control },
      live: { viewers },
    },
  })
  const now = () => epochMs(Date.now())
  const state = async (): Promise<StateClaims> => STATE.schema.parse(peekClaims(await house.agent.door.state()))
  const speak = async (name: 'order' | 'revocations', token: string): Promise<void> => {
    const session = await house.session(house.owner)
    await session.publish(writeTopic(name, { door: house.id }), token, { qos: 1, retain: name === 'revocations' })
    await session.close()
  }
  const watched = async (): Promise<number> => (await state()).viewers ?? 0
  await until(async () => (await state()).camera === 'clear', 'the door sees that its camera is clear', PATIENCE)
  return {
    house,
    state,
    watched,
    viewer: async (more = {}) => {
      const key = await makeKey('ES256')
      const own = { act: ['live' as const], ...more }
      const claims = grantClaims(house.owner.thumbprint, key.thumbprint, house.id, own, now())
      return watcherAt(house, key, [await makeGrant(house.owner, claims)])
    },
    owner: () => watcherAt(house, house.owner),
    live: async (set) => {
      const claims = {
        ...{ v: 1 as const, jti: freshRequestId(), iss: house.owner.thumbprint, aud: house.id, iat: toSeconds(now()) },
        ...{ chl: (await freshChallenge(house)) as never, what: { kind: 'live' as const, set } },
      }
      await speak('order', await signToken(ORDER, claims, house.owner))
    },
    revoke: async (more) => {
      await speak('revocations', await makeRevocations(house.owner, house.id, { iat: toSeconds(now()), ...more }))
    },
    child: (name) => childOf(`device/${name}/main.ts`),
    scene: async (what) => {
      const line = await openLocalLine(control)
      try {
        if ((await line.ask(what))['ok'] !== true) throw new Error('the drawn camera does not')
      } finally {
        line.close()
      }
    },
    close: async () => {
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
