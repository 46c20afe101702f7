// The command line against a running start: a day at the door, apart from what it films.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCaller } from '#scripts/cli/call.fixture.ts'
import { until } from '../support/wait.ts'
import { answersOf, openRunning, type Running, withRig } from './running.fixture.ts'

const LIMIT = 240_000

const test = suite<Running>('the command line')

test.before(async (context) => {
  Object.assign(context, await openRunning(LIMIT))
})
test.after(({ close }) => close())

interface Told {
  readonly what?: { readonly kind: string; readonly connected?: boolean }
}

test('tells the state in one screen and as data', async ({ call }) => {
  const status = await call('status', '--json')
  assert.is(status.exit, 0)
  const state = status.json['state'] as { bolt: string; leaf: string }
  assert.equal([status.json['online'], state.bolt, state.leaf], [true, 'home', 'shut'])
  assert.match((await call('status', '--lang', 'de')).out, 'verriegelt, Tür zu')
})

test('follows a visit to its end, and tells it live to whoever watches', async (start) => {
  const stop = new AbortController()
  const seen: string[] = []
  const watcher = await openCaller({ home: start.call.home, stop: stop.signal, printed: (line) => seen.push(line) })
  const watching = watcher('watch')
  await until(() => seen.some((line) => line.includes('State: locked')), 'watch says the state', 10_000)
  const unlocking = start.call('unlock', '--wait', '--hold', '3s', '--json')
  await withRig(start, async (rig) => {
    await until(async () => (await rig.observe()).bolt.place === 'out', 'the bolt is out', 10_000)
    await rig.do({ do: 'door.open' })
    await until(async () => (await rig.observe()).door.open, 'the door is open')
    await rig.do({ do: 'door.close' })
  })
  const { exit, json } = await unlocking
  assert.is(exit, 0)
  assert.equal(answersOf(json), ['opened', 'closed'])
  await until(() => seen.some((line) => line.includes('Visit over')), 'watch says the end', 10_000)
  assert.ok(seen.some((line) => line.includes('owner may unlock')))
  stop.abort()
  assert.is((await watching).exit, 0)
})

test('takes a grant back, which the door never takes without the bridge', async (start) => {
  const { call } = start
  const file = join(call.home, 'revoke.json')
  await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--no-rec', '--name', 'again', '--out', file)
  const revoked = await call('grant', 'revoke', 'again', '--json')
  assert.equal([revoked.exit, revoked.json['applied']], [0, true])
  const used = await call('unlock', '--grant', file, '--json')
  assert.equal([used.exit, used.json['refused'], used.json['from']], [1, 'revoked', 'bridge'])
  const { local } = JSON.parse(await readFile(join(call.home, 'places.json'), 'utf8')) as { local: string }
  const atDoor = await call('unlock', '--grant', file, '--local', local, '--json')
  // No grant counts there, good or bad.
  assert.equal([atDoor.exit, atDoor.json['refused'], atDoor.json['from']], [1, 'admission_missing', 'door'])
  // What is given afterwards is not meant by it.
  await call('grant', 'revoke', '--everybody')
  await call('grant', 'give', '--to', 'courier', '--until', '+2h', '--no-rec', '--out', join(call.home, 'new.json'))
  const after = await call('unlock', '--grant', join(call.home, 'new.json'), '--hold', '300ms', '--json')
  assert.equal([after.exit, ...answersOf(after.json)], [0, 'opened'])
  await start.locked()
})

test('lets a link’s courier in, and nobody with a copy of it', async (start) => {
  const { call } = start
  const given = await call('grant', 'give', '--link', '--until', '+1h', '--uses', '3', '--no-rec', '--json')
  const url = String(given.json['link'])
  await call('link', 'open', url, '--name', 'first', '--key', 'anna')
  await call('link', 'open', url, '--name', 'second', '--key', 'bert')
  const first = await call('unlock', '--grant', 'first', '--hold', '300ms', '--json')
  assert.equal([first.exit, ...answersOf(first.json)], [0, 'opened'])
  await start.locked()
  const second = await call('unlock', '--grant', 'second', '--json')
  assert.equal([second.exit, second.json['refused']], [1, 'link_already_bound'])
})

test('lets a carrier pass its grant on, with no call to anyone', async (start) => {
  const { call } = start
  const route = join(call.home, 'route.json')
  await call('key', 'make', '--name', 'driver')
  await call('grant', 'give', '--to', 'courier', '--until', '+8h', '--no-rec', '--dlg', '1', '--out', route)
  const passed = ['--to', 'driver', '--until', '+30min', '--uses', '1', '--job', '4711']
  assert.is((await call('delegate', '--grant', route, ...passed, '--out', join(call.home, 'driver.json'))).exit, 0)
  const unlock = ['unlock', '--grant', join(call.home, 'driver.json'), '--hold', '300ms', '--json']
  assert.is((await call(...unlock)).exit, 0)
  await start.locked()
  assert.is((await call(...unlock)).json['refused'], 'used_up')
})

test('switches opening from afar off and on, and the owner still opens at the door', async (start) => {
  const { call } = start
  assert.is((await call('remote', 'off')).exit, 0)
  assert.is((await call('unlock', '--json')).json['refused'], 'remote_off')
  const { local } = JSON.parse(await readFile(join(call.home, 'places.json'), 'utf8')) as { local: string }
  assert.is((await call('unlock', '--local', local, '--hold', '300ms')).exit, 0)
  await start.locked()
  assert.is((await call('remote', 'on', '--local', local)).exit, 0)
  assert.is((await call('lock', '--json')).exit, 0)
})

test('sets a PIN at the door alone, and the keypad opens by it', async (start) => {
  const { call } = start
  await writeFile(join(call.home, 'pin'), '135790\n')
  assert.is((await call('pin', 'set', '--slot', '0', '--pin-file', 'pin')).exit, 0)
  const typing = await openCaller({ home: call.home, secrets: ['12', '13'] })
  assert.is((await typing('pin', 'set', '--slot', '1', '--json')).json['usage'], 'pin_form')
  await call('sim', 'type', '0135790#')
  await withRig(start, (rig) =>
    until(async () => (await rig.observe()).bolt.place === 'out', 'the bolt is out', 10_000),
  )
  assert.is((await call('lock')).exit, 0)
  await start.locked()
  assert.is((await call('pin', 'remove', '--slot', '0')).exit, 0)
  const journal = (await call('journal', 'read')).out
  for (const said of ['PIN 0 was set', 'The right PIN 0', 'PIN 0 was removed']) assert.match(journal, said)
  assert.not.match(journal, '135790')
})

test('verifies the journal, and finds a line that was changed', async ({ call, folder }) => {
  const journal = join(folder, '.hausrecht', 'device', 'journal')
  const sound = await call('journal', 'verify', '--door', 'front', '--file', journal, '--json')
  assert.is(sound.exit, 0)
  assert.is((sound.json['journals'] as unknown[]).length, 2)
  const entries = (await call('journal', 'read', '--json')).out.split('\n').map((line) => JSON.parse(line) as Told)
  const lost = entries.filter(({ what }) => what?.kind === 'link' && what.connected === false)
  assert.equal(lost, [], 'the door was connected all day')
  const copy = join(call.home, 'copy.jsonl')
  const text = await readFile(join(journal, 'journal-000000.jsonl'), 'utf8')
  await writeFile(copy, text)
  assert.is((await call('journal', 'verify', '--file', copy)).exit, 0)
  const lines = text.split('\n')
  await writeFile(copy, [...lines.slice(0, 3), ...lines.slice(4)].join('\n'))
  const cut = await call('journal', 'verify', '--file', copy, '--json')
  assert.is(cut.exit, 3)
  assert.is(cut.json['fault'], 'journal_broken')
  assert.match(String(cut.json['text']), 'line 4')
})

test('says which part is away, and ends within three seconds', async ({ call, program }) => {
  const took = await program.interrupt()
  assert.is(await program.exit, 0, program.err)
  assert.ok(took < 3000, `${took} ms`)
  const status = await call('status', '--json')
  assert.equal([status.exit, status.json['fault']], [3, 'link_refused'])
  assert.is((await call('sim', 'observe', '--json')).json['fault'], 'sim_unreachable')
  assert.is((await call('journal', 'read', '--json')).json['fault'], 'bridge_away')
})

test.run()
