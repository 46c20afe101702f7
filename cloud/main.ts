// The clip service as a program: node --import tsx cloud/main.ts --config /etc/hausrecht/cloud.toml
// Prints one line of JSON when it is ready; SIGTERM or SIGINT ends it within five seconds.

import './memory.ts'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import { realClock } from './clock.ts'
import { readConfig } from './config/config.ts'
import { createLog } from './log/log.ts'
import { openNotifier } from './notify.ts'
import { openCloud } from './open.ts'

/** EX_CONFIG of sysexits.h: starting again helps nobody until a person has put the settings right. */
const WRONG_SETTINGS = 78
const END_LIMIT = 5000

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { config: { type: 'string', default: '/etc/hausrecht/cloud.toml' } } })
  const config = readConfig(readFileSync(values.config, 'utf8'), values.config)
  // Unbuffered and on stderr: what a crash was about is the last line of the log.
  const log = createLog(config.log.level, pino.destination({ fd: 2, sync: true }))
  const cloud = await openCloud(config, log, realClock())
  const ready = { ready: true, http: cloud.port, pid: process.pid, key: cloud.key.thumbprint }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
  const notify = openNotifier(process.env, (error) => log.warn({ err: error }, 'systemd was not told'))
  notify.ready()
  const end = (): void => {
    notify.stopping()
    setTimeout(() => process.exit(1), END_LIMIT).unref()
    cloud.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the clip service did not end well')
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
