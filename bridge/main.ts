// The bridge as a program: node --import tsx bridge/main.ts --config /etc/hausrecht/bridge.toml

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { readConfig } from './config/config.ts'
import { createLog } from './log/log.ts'
import { openBridge } from './open.ts'

const END_LIMIT = 5000

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { config: { type: 'string', default: '/etc/hausrecht/bridge.toml' } } })
  const config = readConfig(readFileSync(values.config, 'utf8'), values.config)
  const log = createLog(config.log.level, process.stderr)
  const bridge = await openBridge(config, log)
  const { thumbprint, ports, http } = bridge
  process.stdout.write(`${JSON.stringify({ ready: true, bridge: thumbprint, ports, http, pid: process.pid })}\n`)
  const end = (): void => {
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
  process.stderr.write(`${error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)}\n`)
  process.exitCode = 1
})
