import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HausrechtError } from '#protocol/fault.ts'
import { storeContract } from '../contract.fixture.ts'
import type { Entry } from '../port.ts'
import { openFolderStore } from './folder.ts'
import { contentOf } from './kill.fixture.ts'

const NOW = Date.UTC(2026, 10, 23)
const DEADLINE = 20_000
const KILLS = process.env['HAUSRECHT_LONG'] === '1' ? 100 : 6

const shared = mkdtempSync(join(tmpdir(), 'hausrecht-store-'))
const pair = { one: await openFolderStore(shared, NOW), other: await openFolderStore(shared, NOW) }
storeContract('folder', () => pair)

const test = suite<{ folder: string }>('folder store')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-store-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))
test.after(() => rmSync(shared, { recursive: true, force: true }))

test('lets exactly one of two clients store, however close', async ({ folder }) => {
  const stores = await Promise.all([openFolderStore(folder, NOW), openFolderStore(folder, NOW)])
  for (let round = 0; round < 20; round += 1) {
    const put = await Promise.all(stores.map((store, n) => store.putIfAbsent(`a/${round}`, Buffer.from(`${n}`))))
    assert.equal([...put].sort(), ['exists', 'stored'])
    assert.is((await stores[0]?.get(`a/${round}`))?.bytes.toString(), String(put.indexOf('stored')))
  }
})

test('leaves no folder behind that holds nothing', async ({ folder }) => {
  const store = await openFolderStore(folder, NOW)
  await store.putIfAbsent('a/b/c/d', Buffer.from('x'))
  await store.remove('a/b/c/d')
  assert.equal(readdirSync(folder), ['.writing'])
})

test('clears what was left half-written long ago, and nothing that may still be written', async ({ folder }) => {
  mkdirSync(join(folder, '.writing'))
  for (const name of ['old', 'new']) writeFileSync(join(folder, '.writing', name), 'half')
  utimesSync(join(folder, '.writing', 'old'), new Date(NOW - 7_200_000), new Date(NOW - 7_200_000))
  utimesSync(join(folder, '.writing', 'new'), new Date(NOW - 1000), new Date(NOW - 1000))
  await openFolderStore(folder, NOW)
  assert.equal(readdirSync(join(folder, '.writing')), ['new'])
})

test('says what to look at when the folder cannot be used', async ({ folder }) => {
  writeFileSync(join(folder, 'file'), '')
  const fault = await openFolderStore(join(folder, 'file', 'clips'), NOW).catch((error: unknown) => error)
  assert.is((fault as HausrechtError).code, 'store_failed')
  assert.match((fault as HausrechtError).message, /rights and free space/)
})

/** Lets a process put objects until it is killed; tells which ones it had said were stored. */
const storedUntilKilled = async (folder: string, round: number, afterMs: number): Promise<string[]> => {
  const program = fileURLToPath(new URL('./kill.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    said += text
  })
  await once(child, 'close')
  clearTimeout(late)
  return said.split('\n').slice(0, -1)
}

test(`keeps whole what it said was stored, and nothing by halves, through ${KILLS} kills`, async ({ folder }) => {
  const told: string[] = []
  for (let round = 0; round < KILLS; round += 1) {
    told.push(...(await storedUntilKilled(folder, round, 5 + ((round * 37) % 90))))
  }
  assert.ok(told.length >= KILLS)
  const store = await openFolderStore(folder, NOW)
  const there: Entry[] = []
  for await (const entry of store.list('k/')) there.push(entry)
  const keys = new Set(there.map(({ key }) => key))
  assert.equal(
    told.filter((key) => !keys.has(key)),
    [],
  )
  for (const { key } of there) assert.ok((await store.get(key))?.bytes.equals(contentOf(key)), key)
})

test.run()
