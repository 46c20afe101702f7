import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { thumbprintOf } from '#protocol/keys.ts'
import { within } from '#test/support/wait.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const STARTS_WITHIN = 30_000

const test = suite<{ folder: string }>('clip service as a program')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-cloud-main-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

const start = (folder: string, ...settings: string[]) => {
  const config = join(folder, 'cloud.toml')
  writeFileSync(config, [`key = "${join(folder, 'key.json')}"`, ...settings].join('\n'))
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--config', config], { stdio: 'pipe' })
  let [said, errors] = ['', '']
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  const line = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      if (said.includes('\n')) resolve(said)
    })
    child.once('close', () => resolve(said))
  })
  return { child, ended, line, errors: () => errors }
}

test('says when it is ready, shows its key, its document and a page without scripts, and ends when told to', async ({
  folder,
}) => {
  const started = start(
    folder,
    'listen = "127.0.0.1:0"',
    'open = true',
    '[store]',
    `folder = "${join(folder, 'clips')}"`,
  )
  try {
    const line = await within(started.line, 'the ready line', STARTS_WITHIN)
    assert.ok(line, started.errors())
    const ready = JSON.parse(line) as { ready: boolean; http: number; pid: number; key: string }
    assert.equal([ready.ready, ready.pid], [true, started.child.pid])
    const url = `http://127.0.0.1:${ready.http}`
    const get = async (path: string): Promise<string> =>
      (await fetch(url + path, { signal: AbortSignal.timeout(5000) })).text()
    const known = JSON.parse(await get('/.well-known/hausrecht-cloud')) as { key: never }
    assert.is(await thumbprintOf(known.key), ready.key)
    assert.equal(JSON.parse(await get('/health')), { v: 1, live: true, ready: true })
    const { paths } = JSON.parse(await get('/v1/openapi.json')) as { paths: Record<string, object> }
    assert.equal(Object.keys(paths['/v1/doors/{door}/clips/{clip}'] ?? {}).sort(), ['delete', 'get', 'put'])
    const page = await get('/v1/docs')
    assert.match(page, '/v1/doors/{door}/clips/{clip}/hold')
    assert.not.match(page, /<script|src=|https?:/)
    assert.match(await get('/metrics'), 'hausrecht_clips_memory_bytes')
    started.child.kill('SIGTERM')
    assert.is(await within(started.ended, 'the end', 6000), 0)
  } finally {
    started.child.kill('SIGKILL')
  }
})

test('refuses what it cannot serve, each by its name', async ({ folder }) => {
  const started = start(folder, 'listen = "0.0.0.0:0"', 'colour = "red"')
  assert.is(await within(started.ended, 'the end', STARTS_WITHIN), 78)
  for (const named of ['settings_wrong', 'listen', 'store', 'owners', 'colour']) assert.match(started.errors(), named)
})

test.run()
