// The agent as a program: node --import tsx device/main.ts --config /etc/hausrecht/device.toml

import './memory.ts'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import { readSettings } from '#protocol/settings.ts'
import { ConfigSchema } from './config/config.ts'
import { openAgent } from './open.ts'

const END_LIMIT = 5000

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { config: { type: 'string', default: '/etc/hausrecht/device.toml' } } })
  const config = readSettings(ConfigSchema, readFileSync(values.config, 'utf8'), values.config)
  // Unbuffered and on stderr: what a crash was about is the last line of the log.
  const log = pino({ level: config.log.level, base: null }, pino.destination({ fd: 2, sync: true }))
  const agent = await openAgent(config, log)
  process.stdout.write(
    `${JSON.stringify({ ready: true, door: agent.id, local: agent.localPorts, pid: process.pid })}\n`,
  )
  const end = (): void => {
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
