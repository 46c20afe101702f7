import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AdmissionRecord } from './port.ts'
import { someRequest } from './sample.fixture.ts'
import { openSqliteStore } from './sql/store.ts'

const KILLS = 20
const DEADLINE = 20_000
const here = import.meta.dirname

/** Compiled once: starting the compiler for each child would cost more than the test. */
const buildChild = (folder: string): string => {
  const outfile = join(folder, 'kill.mjs')
  const entryPoints = [fileURLToPath(new URL('./kill.fixture.ts', import.meta.url))]
  const shared = { bundle: true, platform: 'node', format: 'esm', external: ['better-sqlite3'] } satisfies BuildOptions
  buildSync({ entryPoints, outfile, ...shared, logLevel: 'silent' })
  return outfile
}

/** Lets it admit `enough` requests, kills it, and tells which ones it had said were admitted. */
const admittedUntilKilled = async (program: string, file: string, enough: number): Promise<AdmissionRecord[]> => {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE)
  const closed = once(child, 'close')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > enough) child.kill('SIGKILL')
  })
  const [, signal] = (await closed) as [number | null, string | null]
  clearTimeout(late)
  assert.is(signal, 'SIGKILL')
  const lines = said.split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as AdmissionRecord)
}

const test = suite('store killed')

/** Kills a bridge time and again on one file, and asks after each time for everything it had admitted so far. */
const killOften = async (program: string, file: string, kills: number): Promise<number> => {
  const all: AdmissionRecord[] = []
  for (let kill = 0; kill < kills; kill++) {
    const told = await admittedUntilKilled(program, file, 1 + ((kill * 7) % 23))
    assert.ok(told.length > 0, 'the child admitted something before it was killed')
    all.push(...told)
    const store = await openSqliteStore(file)
    // Side by side: they share a sync.
    const asked = all.map(async (admission) => [
      (await store.requests.admit(admission))?.code,
      (await store.requests.admit({ ...admission, request: someRequest() }))?.code,
    ])
    for (const codes of await Promise.all(asked)) assert.equal(codes, ['replayed', 'used_up'])
    await store.close()
  }
  return all.length
}

test(`keeps every admission it told of through ${KILLS} kills`, async () => {
  const folder = mkdtempSync(join(here, '../../node_modules/.kill-'))
  const data = mkdtempSync(join(tmpdir(), 'hausrecht-kill-'))
  try {
    const program = buildChild(folder)
    const files = ['one.db', 'two.db'].map((name) => join(data, name))
    const admitted = await Promise.all(files.map((file) => killOften(program, file, KILLS / 2)))
    assert.ok(Math.min(...admitted) >= KILLS / 2)
  } finally {
    rmSync(folder, { recursive: true })
    rmSync(data, { recursive: true })
  }
})

test.run()
