// The agent as a program: node --import tsx device/main.ts --config /etc/hausrecht/device.toml

import './memory.ts'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { readSettings } from '#protocol/settings.ts'
import { systemClock } from './clock/system.ts'
import { ConfigSchema } from './config/config.ts'
import { openAgent } from './open.ts'
import { divide } from './system/groups.ts'
import { openLog } from './system/log.ts'
import { openNotifier } from './system/notify.ts'
import { createPulses } from './system/pulse.ts'
import { feedWatchdog } from './system/watchdog.ts'

const END_LIMIT = 5000

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { config: { type: 'string', default: '/etc/hausrecht/device.toml' } } })
  const config = readSettings(ConfigSchema, readFileSync(values.config, 'utf8'), values.config)
  const log = openLog(config.log.level)
  const clock = systemClock()
  const notify = openNotifier(process.env, (error) => log.warn({ err: error }, 'systemd was not told'))
  const pulses = createPulses(clock)
  const agent = await openAgent(config, log, { clock }, { groups: divide({ log }), pulses })
  const status = (): string => `door ${agent.id}, ${agent.link.up ? 'at its bridge' : 'without its bridge'}`
  notify.ready(status())
  const unfeed = feedWatchdog({ clock, notify, log, still: () => pulses.still(), status })
  process.stdout.write(
    `${JSON.stringify({ ready: true, door: agent.id, local: agent.localPorts, pid: process.pid })}\n`,
  )
  const end = (): void => {
    unfeed()
    notify.stopping()
    setTimeout(() => process.exit(1), END_LIMIT).unref()
    agent.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the agent did not end well')
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
  process.exitCode = 1
})
