// What home run and home reader refuse before they reach anything.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DoorId } from '#protocol/units.ts'
import { grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { type Caller, MONDAY, openCaller } from '../call.fixture.ts'
import { writeRecord } from '../home/file.ts'
import { openHome } from '../home/home.ts'

const test = suite<{ call: Caller }>('home run and home reader: what they refuse')

test.before.each(async (context) => {
  context.call = await openCaller({ now: MONDAY })
})
test.after.each(({ call }) => call.close())

/** A door whose bridge is said to be there, and a grant for it. Nobody is at either. */
const own = async ({ home }: Caller, mqtt: string): Promise<void> => {
  const opened = await openHome(home)
  const { key: owner } = await opened.keys.make('owner')
  const { key: house } = await opened.keys.make('house')
  const [door, bridgeKey] = [await makeKey(), await makeKey()]
  const bridge = { mqtt, key: bridgeKey.jwk }
  const id = door.thumbprint as string as DoorId
  await opened.doors.keep({ name: 'front', id, key: door.jwk, bridge, owner: 'owner', paired: MONDAY })
  const chain = [await makeGrant(owner, grantClaims(owner.thumbprint, house.thumbprint, id, {}, MONDAY))]
  await writeRecord(join(home, 'house.json'), { v: 1, bridge, door: door.jwk, chain })
}

test('run refuses a broker that is the bridge itself', async ({ call }) => {
  await own(call, 'mqtt://127.0.0.1:1883')
  const { exit, json } = await call('home', 'run', '--mqtt', 'mqtt://localhost', '--grant', './house.json', '--json')
  assert.equal([exit, json['usage']], [2, 'home_same'])
})

test('reader refuses a bridge that only this machine reaches, unless it is told where mosquitto does', async ({
  call,
}) => {
  await own(call, 'mqtt://127.0.0.1:1883')
  assert.is((await call('home', 'reader', '--json')).json['usage'], 'home_reader_here')
  const typed = ['home', 'reader', '--address', 'mqtts://door.example.org', '--out', 'h.conf', '--json']
  assert.is((await call(...typed)).exit, 0)
  const lines = (await readFile(join(call.home, 'h.conf'), 'utf8')).split('\n')
  assert.ok(lines.includes('address door.example.org:8883'))
  assert.ok(lines.includes('bridge_capath /etc/ssl/certs'))
})

test('reader refuses a WebSocket, of the bridge’s or typed', async ({ call }) => {
  await own(call, 'wss://door.example.org/mqtt')
  assert.is((await call('home', 'reader', '--json')).json['usage'], 'home_reader_socket')
  const typed = await call('home', 'reader', '--address', 'ws://door.example.org', '--json')
  assert.is(typed.json['usage'], 'home_reader_socket')
  assert.is((await call('home', 'reader', '--address', 'mqtt://10.0.0.2:1883', '--json')).exit, 0)
})

test.run()
