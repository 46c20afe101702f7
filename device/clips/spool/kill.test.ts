import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFramed } from '#protocol/clip/framing.ts'
import type { ClipId } from '#protocol/units.ts'
import { filesIn, lineOf, openIn, partOf, withFolder } from './spool.fixture.ts'

const KILLS = 16
const DEADLINE_MS = 10_000

const bundle = (folder: string): string => {
  const outfile = join(folder, '..', 'writer.mjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, 'writer.fixture.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    // pino asks for node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return outfile
}

/** Runs the writer, kills it so long after its first word, and gives back whole lines of what it said. */
const runAndKill = async (args: readonly string[], afterMs: number): Promise<string[]> => {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
  let text = ''
  child.stdout.setEncoding('latin1').on('data', (part: string) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    text += part
  })
  await once(child, 'close')
  clearTimeout(deadline)
  return text.split('\n').slice(0, -1)
}

interface Said {
  readonly begun: Set<string>
  readonly ended: Set<string>
  readonly parts: Map<string, number>
  readonly leaving: Set<string>
}

const listen = (said: Said, words: readonly string[]): void => {
  for (const word of words) {
    const [what = '', clip = '', n = ''] = word.split(' ')
    if (what === 'begun') said.begun.add(clip)
    if (what === 'ended') said.ended.add(clip)
    if (what === 'leaving') said.leaving.add(clip)
    if (what === 'part') said.parts.set(clip, Number(n) + 1)
    assert.is.not(what, 'dropped')
  }
}

/** Each file is whole: what it was written with, or its line alone. */
const checkFiles = (folder: string): void => {
  for (const name of filesIn(folder)) {
    const found = /^(.{22})\/(\d{6})\.(part|line)$/.exec(name)
    if (!found) continue
    const [clip, n] = [found[1] as ClipId, Number(found[2])]
    const bytes = new Uint8Array(readFileSync(join(folder, name)))
    if (found[3] === 'part') assert.ok(Buffer.from(partOf(clip, n, 40_000)).equals(bytes), name)
    else assert.is(readFramed(bytes)?.line, lineOf(clip, n), name)
  }
}

const checkSpool = async (folder: string, said: Said): Promise<void> => {
  const spool = await openIn(folder)
  assert.not(filesIn(folder).some((name) => /\.(tmp|gone)$/.test(name)))
  checkFiles(folder)
  const orphans = new Map((await spool.orphans()).map(({ clip, lines }) => [String(clip), lines]))
  for (const clip of said.begun) {
    if (said.leaving.has(clip)) continue
    const there = filesIn(join(folder, clip)).filter((name) => /\.(part|line)$/.test(name)).length
    assert.ok(there >= (said.parts.get(clip) ?? 0), `${clip} has all that was acknowledged`)
    if (said.ended.has(clip)) assert.not(orphans.has(clip))
    else if (!filesIn(join(folder, clip)).includes('end')) assert.is(orphans.get(clip)?.length, there)
  }
  await spool.close()
}

const test = suite('spool, killed')

test(`loses nothing it acknowledged in ${KILLS} kills, and names what has no end`, () =>
  withFolder(async (folder) => {
    const program = bundle(folder)
    const said: Said = { begun: new Set(), ended: new Set(), parts: new Map(), leaving: new Set() }
    for (let kill = 0; kill < KILLS; kill += 1) {
      listen(said, await runAndKill([program, folder, String(kill * 1000)], (kill * 13) % 71))
      await checkSpool(folder, said)
    }
    assert.ok(said.begun.size > KILLS)
    assert.ok(said.leaving.size > 0, 'some were wholly sent')
  }))

test.run()
