// Makes an agent's parts from its settings: files, rig, clock. What `main` starts, and tests in their own process.

import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Agent, createAgent } from './agent.ts'
import { dialAddress } from './bolt/dial.ts'
import type { Dial } from './bolt/line.ts'
import { Rig } from './bolt/rig.ts'
import { NO_CAMERA } from './camera/port.ts'
import { systemClock } from './clock/system.ts'
import type { Config } from './config/config.ts'
import { replaceFile } from './journal/durable.ts'
import { openJournal } from './journal/journal.ts'
import { loadDoorKey } from './keys/door-key.ts'
import type { LocalPlace } from './local/server.ts'
import { openPinStore } from './pin/store.ts'
import { VERSION } from './version.ts'

/** What a test puts in place of a real part. */
export interface Stands {
  readonly dial?: Dial
}

const placesOf = ({ data, local }: Config): LocalPlace[] => {
  const socket: LocalPlace = { path: local.socket === '' ? join(data, 'door.sock') : local.socket }
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(local.listen) ?? []
  return host === undefined ? [socket] : [socket, { host, port: Number(port) }]
}

/**
 * Opens everything in order and starts the agent.
 * @throws HausrechtError of the part that failed
 */
export const openAgent = async (config: Config, log: Logger, stands: Stands = {}): Promise<Agent> => {
  const { data, bridge } = config
  await mkdir(data, { recursive: true, mode: 0o700 })
  const clock = systemClock()
  const key = await loadDoorKey(join(data, 'door-key.json'))
  const journal = await openJournal({
    folder: join(data, 'journal'),
    key: key.signing,
    verify: key.verify,
    version: VERSION,
    clock: () => clock,
    checkpointFailed: (error) => log.warn({ err: error }, 'no checkpoint of the journal'),
  })
  const codeFile = join(data, 'pairing-code')
  return createAgent({
    key: key.signing,
    clock,
    time: { now: () => clock.now(), trusted: () => true },
    journal,
    bolt: new Rig({ dial: stands.dial ?? dialAddress(config.rig), clock, log }),
    recorder: NO_CAMERA,
    pins: await openPinStore(join(data, 'pins.json')),
    hold: config.unlock.hold,
    version: VERSION,
    log,
    bridge: bridge.ca === '' ? { url: bridge.url } : { url: bridge.url, ca: await readFile(bridge.ca, 'utf8') },
    local: placesOf(config),
    showCode: (code) => {
      const done = code === undefined ? rm(codeFile, { force: true }) : replaceFile(codeFile, `${code}\n`)
      done.catch((error: unknown) => log.error({ err: error }, 'the pairing code could not be shown'))
    },
  })
}
