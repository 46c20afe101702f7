import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDoorKey } from '../keys/door-key.ts'
import { withFolder } from './journal.fixture.ts'
import { verifyJournal } from './verify.ts'

const KILLS = 24
const DEADLINE_MS = 10_000

/** One file that starts in a tenth of the time: what is tested here is dying, not starting. */
const bundle = (folder: string): string => {
  const outfile = join(folder, '..', 'writer.mjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, 'writer.fixture.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}

/** Runs the writer, kills it so long after its first acknowledgement, and gives back all it acknowledged. */
const runAndKill = async (args: readonly string[], afterMs: number): Promise<Map<number, string>> => {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
  let text = ''
  child.stdout.setEncoding('latin1').on('data', (part: string) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    text += part
  })
  await once(child, 'close')
  clearTimeout(deadline)
  const said = text.split('\n').slice(0, -1)
  return new Map(said.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']))
}

const test = suite('journal, killed')

test(`loses no acknowledged entry in ${KILLS} kills, and starts after each`, () =>
  withFolder(async (folder) => {
    const keyPath = join(folder, '..', 'door-key.json')
    const key = await loadDoorKey(keyPath)
    const args = [bundle(folder), folder, keyPath]
    const acknowledged = new Map<number, string>()
    for (let kill = 0; kill < KILLS; kill += 1) {
      const said = await runAndKill(args, (kill * 7) % 41)
      assert.ok(said.size > 0, 'the writer started')
      for (const [n, hash] of said) acknowledged.set(n, hash)
    }
    const found = new Map<number, string>()
    let boots = 0
    // The last writer may have left a torn end; starting once more cuts it.
    await runAndKill(args, 0)
    const report = await verifyJournal(folder, key.verify, {
      entry: ({ n, hash, what }) => {
        found.set(n, hash)
        if (what.kind === 'boot') boots += 1
      },
    })
    assert.ok(report.ok || report.code === 'journal_torn', JSON.stringify(report))
    assert.is(boots, KILLS + 1)
    assert.ok(acknowledged.size > KILLS)
    for (const [n, hash] of acknowledged) assert.is(found.get(n), hash, `entry ${n} was acknowledged`)
  }))

test.run()
