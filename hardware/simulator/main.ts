// npm run sim: a simulated rig that other programs open like a real one.
// --listen tcp://127.0.0.1:PORT|pty:/path  --control 127.0.0.1:PORT|unix:/path  --variant servo|relay
// [--state FILE] [--no-reset-on-open] [--boot-loader]. Prints one line of JSON when ready; SIGTERM or SIGINT ends it.

import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { startSimulator } from './program.ts'
import { parseAddress } from './server/address.ts'

const fail = (fault: unknown): void => {
  const known = fault instanceof HausrechtError || (fault instanceof Error && 'code' in fault)
  process.stderr.write(`${known ? `${String(fault.code)}: ${fault.message}` : String(fault)}\n`)
  process.exit(1)
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      listen: { type: 'string', default: 'tcp://127.0.0.1:0' },
      control: { type: 'string', default: '127.0.0.1:0' },
      variant: { type: 'string', default: 'servo' },
      state: { type: 'string' },
      'boot-loader': { type: 'boolean', default: false },
      'no-reset-on-open': { type: 'boolean', default: false },
    },
  })
  const { variant, state } = values
  if (variant !== 'servo' && variant !== 'relay') {
    throw new HausrechtError('sim_variant_unknown', `there is no "${variant}" rig: choose servo or relay`)
  }
  const simulator = await startSimulator({
    variant,
    serial: parseAddress(values.listen),
    control: parseAddress(values.control),
    resetOnOpen: !values['no-reset-on-open'],
    ...(state !== undefined && { state }),
    ...(values['boot-loader'] && { bootLoader: {} }),
  })
  const { serial, control } = simulator
  process.stdout.write(`${JSON.stringify({ ready: true, serial, control, variant, pid: process.pid })}\n`)
  const end = (): void => {
    simulator.close().then(() => process.exit(0), fail)
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}

run().catch(fail)
