// The bridge as a program: node --import tsx bridge/main.ts --config /etc/hausrecht/bridge.toml
// Prints one line of JSON when it is ready; SIGTERM or SIGINT ends it within five seconds. With --doors or --forget DOOR,
// while no bridge runs on these settings, it does that, prints one line of JSON and ends.

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import { type Config, readConfig } from './config/config.ts'
import { createLog } from './log/log.ts'
import { openNotifier } from './notify.ts'
import { openBridge } from './open.ts'
import { forgetDoor, knownDoors } from './operator.ts'

/** EX_CONFIG of sysexits.h: starting again helps nobody until a person has put the settings right. */
const WRONG_SETTINGS = 78
const END_LIMIT = 5000

const OPTIONS = {
  config: { type: 'string', default: '/etc/hausrecht/bridge.toml' },
  doors: { type: 'boolean', default: false },
  forget: { type: 'string' },
} as const

const print = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: OPTIONS })
  const config = readConfig(readFileSync(values.config, 'utf8'), values.config)
  if (values.forget !== undefined) {
    const { book } = await forgetDoor(config, values.forget)
    return print({ forgotten: values.forget, bookDeleted: book })
  }
  if (values.doors) return print({ doors: await knownDoors(config) })
  await serve(config)
}

const serve = async (config: Config): Promise<void> => {
  // Unbuffered and on stderr: what a crash was about is the last line of the log.
  const log = createLog(config.log.level, pino.destination({ fd: 2, sync: true }))
  const bridge = await openBridge(config, log)
  const { key, ports, httpPorts } = bridge
  const ready = { ready: true, bridge: key.thumbprint, key: key.jwk, ...ports, http: httpPorts, pid: process.pid }
  print(ready)
  const notify = openNotifier(process.env, (error) => log.warn({ err: error }, 'systemd was not told'))
  notify.ready()
  const end = (): void => {
    notify.stopping()
    setTimeout(() => process.exit(1), END_LIMIT).unref()
    bridge.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the bridge did not end well')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}

run().catch((error: unknown) => {
  const known = error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)
  process.stderr.write(`${known}\n`)
  process.exitCode = error instanceof HausrechtError && error.code === 'settings_wrong' ? WRONG_SETTINGS : 1
})
