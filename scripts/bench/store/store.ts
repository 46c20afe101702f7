// An hour's clip into the clip service, as fast as it is taken: over a folder and over Swift's S3 interface, through
// the real program. How much a second, how long for one part, and whether the service's memory stays where it is.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasSwift, startSwift } from '#scripts/services/swift/swift.ts'
import { atMost, type Bench, type Figure, figure, type Measured, type Setting } from '../bench.ts'
import { startProgram, typescript } from '../parts/program.ts'
import { median, p99 } from '../spread.ts'
import { type Brought, bringClip } from './door.ts'

const SIZES = {
  full: { folder: 3600, swift: 600, size: 300_000 },
  tiny: { folder: 20, swift: 10, size: 20_000 },
} as const

/** As the door's own uploader does. */
const AT_ONCE = 2
/** As cloud/README.md says to start it: glibc keeps less of what was given back. */
const SPARING = { MALLOC_ARENA_MAX: '2' }
const MEGABYTE = 1e6
const MEMORY_EVERY = 20

interface Run extends Brought {
  /** Resident bytes of the service: at first, and at each look while it took parts. */
  readonly memory: readonly number[]
}

const runOne = async (folder: string, name: string, store: string, parts: number, size: number): Promise<Run> => {
  const config = join(folder, `${name}.toml`)
  const own = [`key = "${join(folder, `${name}-key.json`)}"`, 'listen = "127.0.0.1:0"', 'open = true', store]
  await writeFile(config, own.join('\n'))
  const starting = typescript('cloud/main.ts', '--config', config)
  const program = await startProgram({ name: 'clip service', ...starting, env: { ...process.env, ...SPARING } })
  try {
    const { http } = JSON.parse(program.ready) as { http: number }
    const memory = [program.memory()]
    const each = (n: number): void => {
      if (n % MEMORY_EVERY === 0) memory.push(program.memory())
    }
    const brought = await bringClip({ url: `http://127.0.0.1:${http}`, parts, size, atOnce: AT_ONCE, each })
    memory.push(program.memory())
    return { ...brought, memory }
  } finally {
    await program.end()
  }
}

const figuresOf = (name: string, { took, all, memory }: Run, size: number): Figure[] => [
  figure(`${name}: throughput`, (took.length * size) / MEGABYTE / (all / 1000), 'MB/s'),
  figure(`${name}: one part, p50`, median(took), 'ms'),
  figure(`${name}: one part, p99`, p99(took), 'ms'),
  figure(`${name}: memory at the start`, (memory[0] ?? 0) / MEGABYTE, 'MB'),
  figure(`${name}: memory in the middle`, (memory[Math.floor(memory.length / 2)] ?? 0) / MEGABYTE, 'MB'),
  figure(`${name}: memory at the end`, (memory.at(-1) ?? 0) / MEGABYTE, 'MB'),
]

const onSwift = async (folder: string, parts: number, size: number): Promise<Run> => {
  const swift = await startSwift(folder)
  try {
    const [accessKeyFile, secretKeyFile] = ['access', 'secret'].map((name) => join(folder, `s3-${name}`))
    await writeFile(accessKeyFile ?? '', swift.accessKey, { mode: 0o600 })
    await writeFile(secretKeyFile ?? '', swift.secretKey, { mode: 0o600 })
    const where = [`endpoint = "${swift.endpoint}"`, 'bucket = "clips"', `region = "${swift.region}"`]
    const keys = [`accessKeyFile = "${accessKeyFile}"`, `secretKeyFile = "${secretKeyFile}"`]
    return await runOne(folder, 'swift', ['[store.s3]', ...where, ...keys].join('\n'), parts, size)
  } finally {
    await swift.end()
  }
}

const run = async ({ size: how, folder, say }: Setting): Promise<Measured> => {
  const { size, ...parts } = SIZES[how]
  const there = hasSwift()
  const disk = await runOne(folder, 'folder', `[store]\nfolder = "${join(folder, 'clips')}"`, parts.folder, size)
  say(`${disk.took.length} parts into a folder`)
  const swift = there ? await onSwift(folder, parts.swift, size) : undefined
  say(
    swift ? `${swift.took.length} parts into Swift` : 'Swift is not installed: node scripts/ensure.mjs services swift',
  )
  return {
    targets: [
      atMost('folder: memory of the service, most', 150, Math.max(...disk.memory) / MEGABYTE, 'MB'),
      ...(swift ? [atMost('swift: memory of the service, most', 150, Math.max(...swift.memory) / MEGABYTE, 'MB')] : []),
    ],
    figures: [...figuresOf('folder', disk, size), ...(swift ? figuresOf('swift', swift, size) : [])],
    given: {
      'parts into the folder': parts.folder,
      'parts into Swift': there ? parts.swift : 0,
      'bytes of a part': size,
      'parts at once': AT_ONCE,
    },
  }
}

export const STORE: Bench = {
  name: 'store',
  about: "an hour's clip into the clip service, over a folder and over Swift",
  run,
}
