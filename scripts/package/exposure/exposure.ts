// What systemd makes of our units' sandboxes (`systemd-analyze security`, read from the files, nothing installed), and
// the table of docs/running-on-a-pi.md that says so.

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HausrechtError } from '#protocol/fault.ts'

export interface Exposure {
  /** Major version. Each weighs a little differently. */
  readonly systemd: number
  /** By unit, without `.service`: 0 is nothing exposed, 10 everything. */
  readonly scores: ReadonlyMap<string, number>
}

const FILES = fileURLToPath(new URL('../files', import.meta.url))
const UNITS = 'root/usr/lib/systemd/system'
const WITHIN_MS = 60_000

/** Paths of all units, below the folder `files`. */
const units = (): readonly string[] =>
  ['device', 'bridge', 'cloud'].flatMap((room) =>
    readdirSync(join(FILES, room, UNITS))
      .filter((name) => name.endsWith('.service'))
      .map((name) => join(room, UNITS, name)),
  )

/** In a Debian root, which is only read. Its systemd is the one that our packages meet. */
const insideOf = (tree: string, script: string): readonly string[] => [
  ...['systemd-nspawn', '--quiet', `--directory=${tree}`, '--read-only', '--register=no', '--keep-unit'],
  ...['--private-network', `--machine=hausrecht-exposure-${process.pid}`, `--bind-ro=${FILES}:/mnt`, '--pipe'],
  ...['sh', '-c', script],
]

/**
 * @param tree a Debian root whose systemd is asked; this machine's when left out
 * @throws HausrechtError `package_exposure`
 */
export const exposures = (tree?: string): Exposure => {
  const asked = units().map((path) => `'${join(tree === undefined ? FILES : '/mnt', path)}'`)
  const ask = 'systemd-analyze security --offline=true --no-pager "$unit" | tail -n 1'
  const script = `systemd-analyze --version | head -n 1; for unit in ${asked.join(' ')}; do ${ask}; done`
  const [command = '', ...args] = tree === undefined ? ['sh', '-c', script] : insideOf(tree, script)
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: WITHIN_MS })
  const systemd = Number(/^systemd (\d+)/m.exec(stdout)?.[1])
  const scores = new Map(
    [...stdout.matchAll(/for (\S+)\.service: (\d+\.\d)/g)].map(([, unit = '', score]) => [unit, Number(score)]),
  )
  if (!Number.isInteger(systemd) || scores.size !== asked.length)
    throw new HausrechtError('package_exposure', `systemd-analyze says nothing of the units: ${stdout}${stderr}`)
  return { systemd, scores }
}

const ROW = /^\| ((?:`hausrecht-[a-z-]+`(?:, )?)+) \| (\d+\.\d) \|/gm
const VERSION = /; systemd (\d+)\)/
const named = (cell: string): readonly string[] => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, unit = '']) => unit)

/** What the page says. A row of several units says the most of them. */
export const written = (page: string): Exposure => ({
  systemd: Number(VERSION.exec(page)?.[1]),
  scores: new Map(
    [...page.matchAll(ROW)].flatMap(([, cell = '', score]) =>
      named(cell).map((unit) => [unit, Number(score)] as const),
    ),
  ),
})

/** The page with these scores in the place of the former ones. */
export const pasted = (page: string, { systemd, scores }: Exposure): string =>
  page.replace(VERSION, `; systemd ${systemd})`).replace(ROW, (_row, cell: string) => {
    const most = Math.max(...named(cell).map((unit) => scores.get(unit) ?? 10))
    return `| ${cell} | ${most.toFixed(1)} |`
  })
