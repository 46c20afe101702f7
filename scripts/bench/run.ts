// Runs one bench in a folder of its own and judges it.

import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { arch, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench, Result, Size } from './bench.ts'

/** In the checkout: a folder under /tmp may be memory, and then a sync costs nothing. */
export const PLACE = fileURLToPath(new URL('../../.hausrecht/bench', import.meta.url))

const machine = (): string => {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} cores (${cores[0]?.model.trim() ?? arch()}), ${memory} GB, Node ${process.versions.node}`
}

export interface Running {
  readonly size: Size
  readonly say: (line: string) => void
}

export const runBench = async (bench: Bench, { size, say }: Running): Promise<Result> => {
  const cache = join(PLACE, 'cache')
  await mkdir(cache, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(PLACE, `${bench.name}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const began = performance.now()
  const at = new Date().toISOString()
  try {
    const measured = await bench.run({ size, folder, cache, say })
    return {
      name: bench.name,
      ok: measured.targets.every(({ ok }) => ok),
      ...measured,
      size,
      command: `npm run bench -- ${bench.name}${size === 'tiny' ? ' --tiny' : ''}`,
      machine: machine(),
      at,
      seconds: Math.round((performance.now() - began) / 100) / 10,
    }
  } finally {
    remove()
    process.off('exit', remove)
  }
}
