// Makes an agent's parts from its settings: files, rig, clock. What `main` starts, and tests in their own process.

import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { type DoorId, epochMs } from '#protocol/units.ts'
import { type Agent, createAgent } from './agent.ts'
import { inBackground } from './background.ts'
import { dialRig } from './bolt/candidates.ts'
import type { Dial } from './bolt/line.ts'
import type { BoltPort } from './bolt/port.ts'
import { Rig } from './bolt/rig.ts'
import { openChild } from './camera/keeper/child.ts'
import { CameraKeeper } from './camera/keeper/keeper.ts'
import { NO_CAMERA } from './camera/port.ts'
import { TAP_SOCKET } from './camera/tap/port.ts'
import { createDoorClock, type DoorClock } from './clock/door-clock.ts'
import { readFloor } from './clock/floor-file.ts'
import { ntpSource, SYSTEM_SOURCE } from './clock/source.ts'
import { systemClock } from './clock/system.ts'
import type { Config } from './config/config.ts'
import { signOwnership } from './door/statement.ts'
import { replaceFile } from './journal/durable.ts'
import { openJournal } from './journal/journal.ts'
import { type Outage, watchOutage } from './journal/outage.ts'
import type { JournalPort } from './journal/port.ts'
import { type DoorKey, loadDoorKey } from './keys/door-key.ts'
import { openLiveChild } from './live/keeper/child.ts'
import { LiveKeeper } from './live/keeper/keeper.ts'
import { NO_LIVE } from './live/port.ts'
import type { LocalPlace } from './local/server.ts'
import { openPinStore } from './pin/store.ts'
import { type Groups, NO_GROUPS } from './system/groups.ts'
import { createPulses, type Pulses } from './system/pulse.ts'
import { watchedJournal, watchedRig } from './system/vital.ts'
import { VERSION } from './version.ts'

/** What a test puts in place of a real part. */
export interface Stands {
  readonly dial?: Dial
  readonly clock?: Clock
  readonly bolt?: BoltPort
}

/** What the program has of the system it runs on. */
export interface Surroundings {
  readonly groups: Groups
  readonly pulses: Pulses
}

const placesOf = ({ data, local }: Config): LocalPlace[] => {
  const socket: LocalPlace = { path: local.socket === '' ? join(data, 'door.sock') : local.socket }
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(local.listen) ?? []
  return host === undefined ? [socket] : [socket, { host, port: Number(port) }]
}

/** The journal and the clock that dates it need each other: the clock starts from what the journal remembers. */
const openRecord = async (
  { data, clock: { trust } }: Config,
  key: DoorKey,
  clock: Clock,
  log: Logger,
): Promise<{ journal: JournalPort; outage: Outage; time: DoorClock }> => {
  const file = join(data, 'clock-floor')
  const kept = await readFloor(file)
  const source = trust === 'system' ? SYSTEM_SOURCE : ntpSource()
  const failed = (error: unknown): void => log.warn({ err: error }, 'the time could not be kept or confirmed')
  const timeFrom = (floor: number): DoorClock =>
    createDoorClock({ clock, floor: epochMs(Math.max(kept, floor)), file, source, failed })
  let time: DoorClock | undefined
  const opened = await openJournal({
    folder: join(data, 'journal'),
    key: key.signing,
    verify: key.verify,
    version: VERSION,
    clock: (memory) => {
      time = timeFrom(memory.clock.floor)
      return time
    },
    checkpointFailed: (error) => log.warn({ err: error }, 'no checkpoint of the journal'),
  })
  const { journal, outage } = watchOutage({ journal: opened, clock, log })
  time ??= timeFrom(journal.memory().clock.floor)
  await time.start((what) => inBackground(journal.append(what), log, 'a change of the clock was not written down'))
  return { journal, outage, time }
}

/** Shows the pairing code in a file that only the door's own user can read. */
const codeShower =
  (data: string, log: Logger) =>
  (code: string | undefined): void => {
    const path = join(data, 'pairing-code')
    const shown = code === undefined ? rm(path, { force: true }) : replaceFile(path, `${code}\n`)
    inBackground(shown, log, 'the pairing code could not be shown')
  }

/**
 * Opens everything in order and starts the agent.
 * @throws HausrechtError of the part that failed
 */
export const openAgent = async (
  config: Config,
  log: Logger,
  stands: Stands = {},
  surroundings?: Surroundings,
): Promise<Agent> => {
  const { data, bridge } = config
  await mkdir(data, { recursive: true, mode: 0o700 })
  const clock = stands.clock ?? systemClock()
  const key = await loadDoorKey(join(data, 'door-key.json'))
  const { groups = NO_GROUPS, pulses = createPulses(clock) } = surroundings ?? {}
  const record = await openRecord(config, key, clock, log)
  const { time, outage } = record
  const journal = watchedJournal(record.journal, pulses)
  const asking = watchedRig(pulses)
  const bolt = stands.bolt ?? new Rig({ dial: asking.dial(stands.dial ?? dialRig(config.rig, { clock })), clock, log })
  asking.listen(bolt)
  // The lock first: its children take the processor only when it answers.
  const children: (() => void)[] = []
  const when = (begin: () => void): void => {
    children.push(begin)
  }
  const signer = { door: key.signing.thumbprint as DoorId, key: key.signing, journal }
  const recorder =
    config.camera.source === 'none'
      ? NO_CAMERA
      : new CameraKeeper({
          ...{ ...signer, clock, bolt, config, log },
          openChild: (parts) => openChild({ ...parts, when, place: (pid) => groups.place('camera', pid) }),
          now: () => time.now(),
          ownership: () => signOwnership(signer),
        })
  const live =
    config.camera.source === 'none' || config.live.viewers === 0
      ? NO_LIVE
      : new LiveKeeper({
          ...{ ...signer, clock, bolt, config, log, recorder },
          openChild: (parts) => openLiveChild({ ...parts, when, place: (pid) => groups.place('live', pid) }),
          now: () => time.now(),
          clockTrusted: () => time.trusted(),
          tap: join(data, TAP_SOCKET),
          say: async (viewer, token) => agent?.link.say('signalDown', token, { peer: viewer }),
        })
  let agent: Agent | undefined
  agent = await createAgent({
    key: key.signing,
    clock,
    time,
    journal,
    outage,
    bolt,
    recorder,
    live,
    pins: await openPinStore(join(data, 'pins.json')),
    hold: config.unlock.hold,
    version: VERSION,
    log,
    bridge: bridge.ca === '' ? { url: bridge.url } : { url: bridge.url, ca: await readFile(bridge.ca, 'utf8') },
    local: placesOf(config),
    showCode: codeShower(data, log),
  })
  setImmediate(() => {
    for (const begin of children) begin()
  })
  return agent
}
