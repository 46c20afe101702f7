// Attack 39 (safety): bridge gone, link gone, time unknown, then the Pi's program gone as well. The owner's key at
// the door, a PIN and the way out still work, and nobody else gets in by it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPin } from '#device/pin/scrypt.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { type SigningKey, verifyKey } from '#protocol/keys.ts'
import { ORDER } from '#protocol/order.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { toSeconds } from '#protocol/units.ts'
import { askLocally, localChallenge } from '#scripts/cli/local/ask.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import { grantClaims, makeGrant, makeKey } from '../support/people.ts'
import { pause, until } from '../support/wait.ts'
import { type DarkHouse, openDarkHouse } from './dark-house.fixture.ts'

const test = suite<{ house: DarkHouse }>('attack 39: everything down')

test.before(async (context) => {
  context.house = await openDarkHouse()
})
test.after(({ house }) => house.close())

const placeOf = async (house: DarkHouse, key: SigningKey, chain: readonly string[] = []): Promise<Place> => {
  const { door } = await (await house.line()).ask({ do: 'state' })
  const doorKey = await verifyKey(door as SigningKey['jwk'])
  assert.is(doorKey.thumbprint, house.agent.id)
  // There is no bridge to name; nothing asks for one at the door itself.
  const bridge = { mqtt: 'mqtt://127.0.0.1:1', key: house.owner.jwk }
  return {
    door: house.agent.id,
    doorKey,
    bridge,
    bridgeKey: await verifyKey(house.owner.jwk),
    key,
    chain,
    name: 'front',
  }
}

const isOut = (house: DarkHouse): boolean => house.rig.observe().bolt.place === 'out'
const isHome = (house: DarkHouse): boolean => house.rig.observe().bolt.place === 'home'
const untilLocked = (house: DarkHouse): Promise<void> => until(() => isHome(house), 'the bolt is home', 15_000)

/** Asks at the door itself. @returns the steps it says, or the code of its no */
const knock = async (house: DarkHouse, key: SigningKey, chain: readonly string[] = []): Promise<string[]> => {
  const asking = await askLocally(await placeOf(house, key, chain), { act: 'unlock' }, house.socket, house.now)
  if ('ok' in asking) return [asking.code]
  try {
    const first = await asking.next(5000 as never)
    if (first?.step !== 'opened') return [first?.code ?? 'silence']
    const second = await asking.next(15_000 as never)
    return [first.step, second?.step ?? 'silence']
  } finally {
    await asking.end()
  }
}

test('the door says that it knows neither bridge nor time', async ({ house }) => {
  const { state } = await (await house.line()).ask({ do: 'state' })
  assert.is((peekClaims(String(state)) as { clock: string }).clock, 'untrusted')
  assert.is(house.agent.link.up, false)
})

test('the owner’s key opens at the door itself, and it locks again', async ({ house }) => {
  assert.equal(await knock(house, house.owner), ['opened', 'closed'])
})

test('a courier’s good grant does not: nobody can say whether it is time, and there is no bridge to agree', async ({
  house,
}) => {
  const courier = await makeKey()
  const claims = grantClaims(house.owner.thumbprint, courier.thumbprint, house.agent.id, {}, house.now())
  assert.equal(await knock(house, courier, [await makeGrant(house.owner, claims)]), ['admission_missing'])
  assert.equal(await knock(house, await makeKey()), ['wrong_key'], 'nor does a stranger’s key')
})

test('a PIN set at the door opens at the keypad', async ({ house }) => {
  const line = await house.line()
  const place = await placeOf(house, house.owner)
  const chl = await localChallenge(line, place)
  assert.type(chl, 'string')
  const what = { kind: 'pin', slot: 3, ...(await hashPin('135790')) } as const
  const jti = freshRequestId()
  const claims = {
    v: 1 as const,
    jti,
    iss: house.owner.thumbprint,
    aud: house.agent.id,
    iat: toSeconds(house.now()),
    chl: chl as string,
    what,
  }
  assert.equal(await line.ask({ do: 'order', token: await signToken(ORDER, claims, house.owner) }), { ok: true })
  house.rig.world.type('3000000#')
  await until(async () => (await house.count('pin')) === 1, 'the wrong PIN is refused', 8000)
  // The keypad takes no key until it has said its no: a person waits for that, and begins anew.
  await pause(500)
  house.rig.world.type('*3135790#')
  await until(() => isOut(house), 'the right PIN opens', 10_000)
  assert.is(house.rig.observe().tally.boltLeftHome, 2, 'the wrong PIN did not')
  await untilLocked(house)
})

test('the way out is never blocked, not even with the Pi’s program gone', async ({ house }) => {
  await house.kill()
  assert.ok(isHome(house))
  house.rig.world.press('egress')
  await until(() => isOut(house), 'the button inside opens with nobody but the microcontroller', 3000)
  house.rig.world.door.open()
  await until(() => house.rig.observe().door.open, 'somebody goes out')
})

test.run()
