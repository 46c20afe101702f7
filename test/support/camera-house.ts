// The whole house with its camera: the real child process films the drawn door, seals and sends; the real clip service
// keeps it in a folder. What an owner sees is read as the owner's own program reads it.

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exportJWK } from 'jose'
import { pino } from 'pino'
import { realClock } from '#cloud/clock.ts'
import { ConfigSchema } from '#cloud/config/config.ts'
import { type Cloud, openCloud } from '#cloud/open.ts'
import type { Control } from '#device/camera/scene/mood.ts'
import { openLine } from '#device/journal/line.ts'
import type { FoundPart, KnownEntry } from '#protocol/clip/evidence.ts'
import type { Finding, FindingCode } from '#protocol/clip/finding.ts'
import { CLIP, type ClipHead } from '#protocol/clip/head.ts'
import type { CheckedClip } from '#protocol/clip/verify.ts'
import type { Happening, HappeningKind } from '#protocol/entry.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { type SigningKey, verifyKey } from '#protocol/keys.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import { type CameraSight, STATE, type StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type ClipId, type EpochMs, epochMs } from '#protocol/units.ts'
import { fetchClip, isOfFilm, judge, piecesOf } from '#scripts/cli/clips/fetched.ts'
import { openService, type Service } from '#scripts/cli/clips/service.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { picturesOf, type Seen } from './film.ts'
import { type Gate, layGate } from './gate.ts'
import { grantClaims, makeGrant, makeKey } from './people.ts'
import { type Visitor, visit } from './visitor.ts'
import { pause, until, within } from './wait.ts'
import { openWholeHouse, type WholeHouse } from './whole-house.ts'

export const PICTURE = { width: 320, height: 180 }
export const FPS = 10
/** For what takes a second or two on a quiet machine. */
export const PATIENCE = 25_000
const OWNERS_TOPICS = ['state', 'journal', 'notice', 'presence'] as const
const HOLD = 700
/** Rings again where a busy machine did not make footage durable, or show a fresh picture, in time. */
const RINGS = 6

const run = promisify(execFile)
const silent = pino({ level: process.env['HAUSRECHT_TEST_LOG'] ?? 'silent' }, pino.destination(2))

/** A clip as its owner gets it. */
export interface OpenedClip {
  readonly clip: ClipId
  readonly head: ClipHead
  readonly checked: CheckedClip
  readonly findings: readonly Finding[]
  readonly codes: readonly FindingCode[]
  readonly film: Uint8Array
  pictures(): Promise<readonly Seen[]>
}

export interface HeardByOwner {
  readonly topic: string
  readonly payload: string
  /** performance.now() */
  readonly at: number
}

export interface CameraHouse {
  readonly house: WholeHouse
  readonly cloud: Cloud
  /** Between camera and clip service. */
  readonly gate: Gate
  /** Where the clip service keeps its objects. */
  readonly store: string
  /** Where the camera keeps clips until they are sent. */
  readonly spool: string
  readonly service: Service
  /** Of the owner: opens what is sealed to them. */
  readonly identity: string
  /** Does something to the drawn camera, or lets somebody come. */
  do(what: Control): Promise<void>
  /** Does it, and waits until the door itself says that it sees so. */
  mood(mood: 'clear' | 'covered' | 'frozen' | 'lost'): Promise<void>
  state(): Promise<StateClaims>
  /** Process id of the camera's process. */
  camera(): Promise<number>
  /** The camera's disk: `full` takes nothing that is longer than a few bytes. */
  disk(is: 'full' | 'roomy'): Promise<void>
  /** Somebody with a grant for a visit that must be filmed. */
  courier(more?: Partial<GrantClaims>): Promise<Visitor>
  /** A whole visit. @returns its request, once the visit is closed */
  comes(visitor: Visitor): Promise<string>
  /** Rings until the door opens. @returns the request */
  letIn(visitor: Visitor): Promise<string>
  closed(): Promise<void>
  /** Everything that the owner, connected to the bridge, is told. */
  ownerHears(): Promise<readonly HeardByOwner[]>
  /** What the door wrote down, as the bridge has it. */
  entries(): Promise<readonly KnownEntry[]>
  happened<Kind extends HappeningKind>(kind: Kind): Promise<readonly Extract<Happening, { kind: Kind }>[]>
  /** Waits for an ended clip in the cloud. */
  clipOf(fits: (head: ClipHead) => boolean, what: string): Promise<ClipId>
  open(clip: ClipId): Promise<OpenedClip>
  close(): Promise<void>
}

export interface CameraChanges {
  /** Megabytes for clips that are not sent yet. */
  readonly spool?: number
  /** Another line to the clip service than a plain gate. */
  readonly lay?: (port: number) => Promise<Gate>
  /** Another camera than the drawn door, and what the door then sees. */
  readonly source?: string
  readonly sees?: CameraSight
}

const now = (): EpochMs => epochMs(Date.now())

const cloudFor = async (owner: SigningKey, folder: string): Promise<Cloud> => {
  const settings = {
    key: join(folder, 'cloud-key.json'),
    listen: '127.0.0.1:0',
    store: { folder: join(folder, 'store') },
    owners: [owner.thumbprint],
  }
  return openCloud(ConfigSchema.parse(settings), silent, realClock())
}

/** Children of this process that are cameras. */
const cameraPid = async (): Promise<number> => {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const [command, status] = await Promise.all(
      ['cmdline', 'stat'].map((file) => readFile(join('/proc', name, file), 'utf8').catch(() => '')),
    )
    const parent = Number(status?.slice(status.lastIndexOf(')') + 4).split(' ')[0])
    if (parent === process.pid && command?.includes('device/camera/main.ts')) return Number(name)
  }
  throw new Error('there is no camera process')
}

const askScene = async (place: string, what: Control): Promise<void> => {
  const line = await openLocalLine(place)
  try {
    const { ok, why } = await line.ask(what)
    if (ok !== true) throw new Error(`the drawn camera does not: ${String(why)}`)
  } finally {
    line.close()
  }
}

const openClip = async (service: Service, identity: string, clip: ClipId, journal: readonly KnownEntry[]) => {
  const fetched = await fetchClip(service, clip, identity)
  if (!fetched.ok) throw new Error(`the clip service refuses: ${fetched.code}`)
  const found: FoundPart[] = []
  const extra: Finding[] = []
  const film: Uint8Array[] = []
  for await (const piece of piecesOf(service, fetched)) {
    found.push(...piece.found)
    if (piece.finding) extra.push(piece.finding)
    if (piece.bytes && isOfFilm(piece)) film.push(piece.bytes)
  }
  const { checked, findings } = await judge(service, fetched, { found, extra, journal })
  if (!checked.head) throw new Error(`the clip has no head: ${JSON.stringify(findings)}`)
  const whole = Buffer.concat(film)
  return {
    ...{ clip, checked, findings, head: checked.head, film: whole },
    codes: findings.map(({ code }) => code),
    pictures: () => picturesOf(whole, PICTURE),
  }
}

export const openCameraHouse = async (changes: CameraChanges = {}): Promise<CameraHouse> => {
  const { spool = 64, source = 'scene', lay = layGate } = changes
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-camera-'))
  const owner = await makeKey()
  const { identity } = pairOfSeed((await exportJWK(owner.privateKey)).d ?? '')
  const cloud = await cloudFor(owner, folder)
  const gate = await lay(cloud.port)
  const control = join(folder, 'scene.sock')
  const house = await openWholeHouse({
    owner,
    hold: HOLD,
    recording: {
      camera: { source, ...PICTURE, fps: FPS, kilobits: 300, preroll: 5, encoder: 'libx264', control },
      clips: { cloud: gate.url, spool, postroll: 1 },
    },
  })
  const service = openService({
    url: `http://127.0.0.1:${cloud.port}`,
    key: await verifyKey(cloud.key.jwk),
    door: house.id,
    reader: { owner },
    now,
  })

  const state = async (): Promise<StateClaims> => STATE.schema.parse(peekClaims(await house.agent.door.state()))
  const sees = (sight: StateClaims['camera']): Promise<void> =>
    until(async () => (await state()).camera === sight, `the door sees that its camera is ${sight}`, PATIENCE)
  const entries = async (): Promise<readonly KnownEntry[]> => {
    const { store } = house.bridge
    const door = await verifyKey((await store.doors.get(house.id))?.ownership.doorKey ?? owner.jwk)
    const lines = await store.journals.read(house.id, 0, 100_000, 1e8)
    const opened = await Promise.all(lines.map(({ line }) => openLine(line, door)))
    return opened.flatMap((entry) => ('code' in entry ? [] : [entry]))
  }
  const letIn = async (visitor: Visitor): Promise<string> => {
    for (let rings = 1; ; rings += 1) {
      const request = await visitor.ask()
      await until(() => visitor.heard.some((one) => one.request === request), 'the ring is answered', PATIENCE)
      const { step, code } = visitor.heard.find((one) => one.request === request) ?? {}
      if (step === 'opened') return request
      const isSlow = code === 'recorder_not_durable' || code === 'recorder_stale' || code === 'busy'
      if (!isSlow || rings === RINGS) throw new Error(`the door answers ${step} ${code}`)
      await pause(1000)
    }
  }
  const closed = (): Promise<void> =>
    until(() => house.agent.door.open() === undefined, 'the visit is closed', PATIENCE)
  const clipOf: CameraHouse['clipOf'] = async (fits, what) => {
    let found: ClipId | undefined
    await until(
      async () => {
        for await (const { clip, head, ended } of service.list()) {
          const claims = CLIP.schema.safeParse(peekClaims(head))
          if (ended && claims.success && fits(claims.data)) found = clip
        }
        if (found === undefined) await pause(150)
        return found !== undefined
      },
      what,
      PATIENCE,
    )
    return found as ClipId
  }

  const ownerHears = async (): Promise<readonly HeardByOwner[]> => {
    const heard: HeardByOwner[] = []
    const session = await house.session(owner)
    session.onMessage((topic, payload) => void heard.push({ topic, payload, at: performance.now() }))
    const topics = OWNERS_TOPICS.map((name) => writeTopic(name, { door: house.id }))
    const deaf = await session.subscribe(topics)
    if (deaf.length > 0) throw new Error(`the owner may not hear ${deaf.join()}`)
    return heard
  }

  await sees(changes.sees ?? 'clear')
  return {
    ...{ house, cloud, gate, service, identity, state, letIn, closed, entries, clipOf, ownerHears },
    store: join(folder, 'store'),
    spool: join(house.folder, 'clips'),
    do: (what) => askScene(control, what),
    mood: async (mood) => {
      await askScene(control, { mood })
      await sees(mood)
    },
    camera: cameraPid,
    disk: async (is) => {
      const most = is === 'full' ? '64:unlimited' : 'unlimited:unlimited'
      await within(run('prlimit', ['--pid', String(await cameraPid()), `--fsize=${most}`]), 'a limit on the disk')
    },
    courier: async (more = {}) => {
      const key = await makeKey('ES256')
      const claims = grantClaims(owner.thumbprint, key.thumbprint, house.id, { rec: true, ...more }, now())
      return visit(house, key, [await makeGrant(owner, claims)])
    },
    comes: async (visitor) => {
      const request = await letIn(visitor)
      await closed()
      return request
    },
    happened: async (kind) =>
      (await entries()).flatMap(({ what }) =>
        what.kind === kind ? [what as Extract<Happening, { kind: typeof kind }>] : [],
      ),
    open: async (clip) => openClip(service, identity, clip, await entries()),
    close: async () => {
      await house.close()
      await gate.close()
      await cloud.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
