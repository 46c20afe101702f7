// Makes and signs an update channel: npm run release -- keys --home DIR, then npm run release -- --key FPR --to DIR …

import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { letGo, makeKey, publicKeys } from './keys.ts'
import { publish } from './publish.ts'

const USAGE = `npm run release -- keys --home DIR [--name NAME] [--no-passphrase]
npm run release -- --key FINGERPRINT [--key …] --home DIR --to DIR [--packages dist/packages] [--days-valid 90] [--keep 3] [--url https://…]`

const options = {
  home: { type: 'string', default: '' },
  name: { type: 'string', default: 'Hausrecht updates' },
  'no-passphrase': { type: 'boolean', default: false },
  key: { type: 'string', multiple: true, default: [] as string[] },
  to: { type: 'string', default: '' },
  packages: { type: 'string' },
  'days-valid': { type: 'string', default: '90' },
  keep: { type: 'string', default: '3' },
  url: { type: 'string' },
} as const

const usage = (why: string): HausrechtError => new HausrechtError('usage', `${why}\n${USAGE}`)

const parsed = () => {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error))
  }
}

const numberFrom = (name: string, text: string, most: number): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > most) throw usage(`--${name} is a number from 1 to ${most}`)
  return number
}

/** @returns what is told on the last line */
const run = (): object => {
  const { values, positionals } = parsed()
  if (values.home === '') throw usage('Name the folder with the keys: --home DIR')
  const home = resolve(values.home)
  const [action, ...more] = positionals
  if (more.length > 0 || (action !== undefined && action !== 'keys')) throw usage(`What is ${positionals.join(' ')}?`)
  if (action === 'keys') {
    const key = makeKey(home, values.name, values['no-passphrase'])
    const shown = join(home, 'hausrecht.asc')
    writeFileSync(shown, publicKeys(home, [key]))
    letGo(home)
    return { key, public: shown }
  }
  if (values.to === '') throw usage('Name the folder of the channel: --to DIR')
  if (values.url !== undefined && !/^(https?|file):\/\/?\S+$/.test(values.url)) throw usage('--url is an address')
  return publish({
    packages: values.packages === undefined ? undefined : resolve(values.packages),
    to: resolve(values.to),
    home,
    keys: values.key,
    daysValid: numberFrom('days-valid', values['days-valid'], 3650),
    keep: numberFrom('keep', values.keep, 100),
    url: values.url,
    at: Date.now(),
  })
}

try {
  process.stdout.write(`${JSON.stringify(run())}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof HausrechtError ? `${error.code}: ${error.message}` : String(error)}\n`)
  process.exitCode = error instanceof HausrechtError && error.code === 'usage' ? 2 : 1
}
