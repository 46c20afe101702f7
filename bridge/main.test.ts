import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey } from '#protocol/keys.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { connectAs } from '#test/support/client.ts'
import { makeKey } from '#test/support/people.ts'
import { within } from '#test/support/wait.ts'
import { NOON, someDoor, someOwnership } from './store/sample.fixture.ts'
import { openSqliteStore } from './store/sql/store.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const STARTS_WITHIN = 20_000

const test = suite<{ folder: string; children: ChildProcess[] }>('bridge program')

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-main-'))
  context.children = []
})
test.after.each(({ folder, children }) => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

interface Started {
  readonly child: ChildProcess
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
  /** The first line of standard output; undefined when it ended without one. */
  readonly line: Promise<string | undefined>
  readonly errors: () => string
}

const start = (
  { folder, children }: { folder: string; children: ChildProcess[] },
  ...given: readonly (string | { readonly args: readonly string[] })[]
): Started => {
  const settings = given.filter((one) => typeof one === 'string')
  const args = given.flatMap((one) => (typeof one === 'string' ? [] : one.args))
  const config = join(folder, 'bridge.toml')
  writeFileSync(config, [`data = "${join(folder, 'data')}"`, ...settings].join('\n'))
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--config', config, ...args], { stdio: 'pipe' })
  children.push(child)
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  const line = new Promise<string | undefined>((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('\n')) resolve(text.split('\n')[0])
    })
    child.once('close', () => resolve(undefined))
  })
  return { child, ended, line, errors: () => errors }
}

const HERE = ['[listen]', 'mqtt = "127.0.0.1:0"', 'ws = "127.0.0.1:0"', 'http = "127.0.0.1:0"']

interface Ready {
  readonly bridge: Thumbprint
  readonly mqtt: number
  readonly ws: number
  readonly http: readonly number[]
}

const readyOf = async (started: Started): Promise<Ready> => {
  const line = await within(started.line, 'the ready line', STARTS_WITHIN)
  assert.ok(line, started.errors())
  return JSON.parse(line ?? '{}') as Ready
}

test('says when it is ready, serves by MQTT, WebSocket and HTTP, and ends when told to', async (context) => {
  const started = start(context, ...HERE)
  const { bridge, mqtt, ws, http } = await readyOf(started)
  const key: SigningKey = await makeKey()
  for (const url of [`mqtt://127.0.0.1:${mqtt}`, `ws://127.0.0.1:${ws}`]) {
    const client = await connectAs(key, { url, bridge, suffix: url.slice(0, 2) })
    assert.ok(client.isConnected())
    if (url.startsWith('mqtt:')) await client.end()
  }
  const health = await fetch(`http://127.0.0.1:${http[0]}/health`)
  assert.is(health.status, 200)
  assert.is(((await health.json()) as { ready: boolean }).ready, true)
  // One client is still there.
  started.child.kill('SIGTERM')
  assert.is(await within(started.ended, 'the end', 5500), 0)
  const again = start(context, ...HERE)
  assert.is((await readyOf(again)).bridge, bridge, 'the key stays')
})

test('forgets a door when its operator says so, and ends', async (context) => {
  const [gone, other] = [someDoor(), someDoor()]
  const store = await openSqliteStore(join(context.folder, 'data', 'bridge.sqlite'))
  for (const door of [gone, other]) await store.doors.own(door, someOwnership(), NOON)
  await store.close()
  const started = start(context, { args: ['--forget', gone] }, ...HERE)
  assert.is(
    await within(started.line, 'its word', STARTS_WITHIN),
    JSON.stringify({ forgotten: gone, bookDeleted: false }),
    started.errors(),
  )
  assert.is(await within(started.ended, 'the end', STARTS_WITHIN), 0)
  const after = await openSqliteStore(join(context.folder, 'data', 'bridge.sqlite'))
  assert.equal(
    (await after.doors.all()).map(({ door }) => door),
    [other],
  )
  await after.close()
})

test('refuses to be heard beyond this machine without TLS, and settings it does not know, each by its name', async (context) => {
  const started = start(context, 'colour = "red"', '[listen]', 'mqtt = "0.0.0.0:1883"')
  assert.is(await within(started.ended, 'the end', STARTS_WITHIN), 78)
  assert.is(await started.line, undefined)
  for (const named of ['settings_wrong', 'listen.mqtt', 'listen.mqtts', 'owners', 'colour']) {
    assert.match(started.errors(), named)
  }
})

test.run()
