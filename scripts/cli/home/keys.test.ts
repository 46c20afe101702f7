import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Caller, openCaller } from '../call.fixture.ts'

const test = suite<{ call: Caller }>('keys at home')

test.before.each(async (context) => {
  context.call = await openCaller()
})
test.after.each(({ call }) => call.close())

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

test('keeps keys where nobody else can read them', async ({ call }) => {
  await chmod(call.home, 0o755)
  await call('key', 'make', '--name', 'courier')
  assert.is(await modeOf(call.home), 0o700)
  assert.is(await modeOf(join(call.home, 'keys')), 0o700)
  assert.is(await modeOf(join(call.home, 'keys', 'courier.jwk')), 0o600)
})

test('never prints a private half', async ({ call }) => {
  const made = await call('key', 'make', '--json')
  const { d } = JSON.parse(await readFile(join(call.home, 'keys', 'owner.jwk'), 'utf8')) as { d: string }
  const shown = await call('key', 'show', '--json')
  const listed = await call('key', 'list')
  for (const { out, err } of [made, shown, listed]) assert.not.ok((out + err).includes(d))
  assert.match(String(made.json['thumbprint']), /^[\w-]{43}$/)
  assert.is(shown.json['thumbprint'], made.json['thumbprint'])
})

test('never writes over a key', async ({ call }) => {
  const first = await call('key', 'make', '--json')
  const again = await call('key', 'make', '--json')
  assert.is(again.exit, 2)
  assert.is(again.json['usage'], 'key_there')
  assert.is((await call('key', 'show', '--json')).json['thumbprint'], first.json['thumbprint'])
})

test('does not use a key that others may read', async ({ call }) => {
  await call('key', 'make')
  await chmod(join(call.home, 'keys', 'owner.jwk'), 0o640)
  const shown = await call('key', 'show', '--json')
  assert.is(shown.exit, 3)
  assert.is(shown.json['fault'], 'key_file_open')
})

test('names a file that is not what it wrote', async ({ call }) => {
  await call('key', 'make')
  await writeFile(join(call.home, 'keys', 'owner.jwk'), '{"kty":"oct","k":"AAAA"}')
  const shown = await call('key', 'show')
  assert.is(shown.exit, 3)
  assert.match(shown.err, 'file_damaged')
  await writeFile(join(call.home, 'doors.json'), 'not json')
  assert.is((await call('door', 'list', '--json')).json['fault'], 'file_damaged')
})

test.run()
