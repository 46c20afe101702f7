// Versions of the agent as a program: adopt an unpacked one, judge one on trial, go back by hand, say how it is. Runs on
// Node alone and without the agent's code: it must work when a new version does not.

import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { systemClock } from '../clock/system.ts'
import { adoptSteps } from './adopt.ts'
import { askAgent } from './ask.ts'
import { backSteps } from './end.ts'
import { type Places, readLink, readRefused, readTrial } from './places.ts'
import { systemdUnit } from './systemd.ts'
import { ailing } from './trial.ts'
import { settle } from './watch.ts'

const ASK_LIMIT = 5000
const USAGE = 'settle adopt --payload FOLDER | trial | back | status'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    payload: { type: 'string', default: '' },
    versions: { type: 'string', default: '/var/lib/hausrecht-versions/device' },
    unit: { type: 'string', default: 'hausrecht-device.service' },
    units: { type: 'string', default: '/usr/lib/systemd/system' },
    instead: { type: 'string', default: '/run/systemd/system' },
    socket: { type: 'string', default: '/run/hausrecht/door.sock' },
  },
})
const places: Places = {
  versions: values.versions,
  unit: values.unit,
  units: { installed: values.units, instead: values.instead },
}
const unit = systemdUnit(values.unit)
const ask = () => askAgent(values.socket, ASK_LIMIT)

/** The journal of the system reads the priority from the front of a line. */
const say = (line: string, bad: boolean): void => void process.stderr.write(`<${bad ? 3 : 6}>${line}\n`)

const adopt = async (): Promise<void> => {
  if (values.payload === '') throw new HausrechtError('usage', USAGE)
  const ailed = ailing(await ask())
  for (const step of await adoptSteps(places, values.payload, ailed)) await step.run()
}

const back = async (): Promise<void> => {
  const [trial, to, from] = [
    await readTrial(places),
    await readLink(places, 'current'),
    await readLink(places, 'previous'),
  ]
  const going = trial ?? (to !== undefined && from !== undefined ? { to, from, tries: 0, ailed: [] } : undefined)
  if (going === undefined || going.to === going.from)
    throw new HausrechtError('no_previous', 'There is no version to go back to: install one with apt')
  for (const step of backSteps(places, unit, going, 'by hand', systemClock().now())) await step.run()
}

const status = async (): Promise<void> => {
  const told = {
    current: await readLink(places, 'current'),
    previous: await readLink(places, 'previous'),
    trial: await readTrial(places),
    refused: await readRefused(places),
    answers: (await ask())?.version,
  }
  process.stdout.write(`${JSON.stringify(told)}\n`)
}

const ACTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  ...{ adopt, back, status },
  trial: () => settle({ places, clock: systemClock(), unit, ask, say }),
}

const run = async (name = ''): Promise<void> => {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (action === undefined) throw new HausrechtError('usage', USAGE)
  await action()
}

run(positionals[0]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)}\n`)
  process.exitCode = error instanceof HausrechtError && error.code === 'usage' ? 2 : 1
})
