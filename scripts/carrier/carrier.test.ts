import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openConnect } from '#protocol/connect.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import { freshLinkKey, type Link, linkUrl } from '#protocol/link.ts'
import { epochMs } from '#protocol/units.ts'
import { startBridge } from '#test/support/bridge.ts'
import { startDoor } from '#test/support/door-client.ts'
import { grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { credentials, passOn, takeLink } from './carrier.ts'
import { deliver } from './example.ts'

const test = suite('a carrier and its courier')

const openStreet = async () => {
  const bridge = await startBridge()
  const owner = await makeKey()
  const door = await startDoor({ ...bridge.at, owner })
  const give = async (more: Partial<GrantClaims> = {}): Promise<Link> => {
    const { jwk: key, thumbprint } = await freshLinkKey()
    const now = epochMs(Date.now())
    const claims = grantClaims(owner.thumbprint, thumbprint, door.id, { link: true, dlg: 1, ...more }, now)
    const chain = [await makeGrant(owner, claims)]
    return { v: 1, at: bridge.url, bridge: bridge.key.jwk, door: door.key.jwk, chain, key }
  }
  const close = async (): Promise<void> => {
    await door.end()
    await bridge.close()
  }
  return { bridge, door, give, close }
}

test('takes a link in, passes it on, opens the door and hears it closed', async () => {
  const { door, give, close } = await openStreet()
  try {
    assert.is(await deliver(await linkUrl('https://door.example', await give())), true)
    const [command] = door.commands
    assert.is(command?.request.chain.length, 3, "the owner's, the carrier's, the courier's")
  } finally {
    await close()
  }
})

test('hears why not, with the code, when the grant does not allow it', async () => {
  const { give, door, close } = await openStreet()
  try {
    const nbf = Math.floor(Date.now() / 1000) - 120
    const url = await linkUrl(
      'https://door.example',
      await give({ nbf: nbf as never, exp: (nbf + 4 * 3600) as never, act: ['lock'] }),
    )
    assert.is(await deliver(url), false)
    assert.is(door.commands.length, 0)
  } finally {
    await close()
  }
})

test('cannot pass on more than it has, nor what must not be passed on', async () => {
  const { give, close } = await openStreet()
  try {
    const [carrier, courier] = [await makeKey(), await makeKey('ES256')]
    const held = await takeLink(await give({ uses: 2 }), carrier)
    const failsWith =
      (code: string) =>
      (error: unknown): boolean =>
        (error as { code?: string }).code === code
    const asked = passOn(held, carrier, courier.thumbprint, { uses: 3 })
    assert.ok(await asked.then(() => false, failsWith('chain_widens')))
    const last = await passOn(held, carrier, courier.thumbprint, { uses: 1 })
    const further = passOn(last, courier, carrier.thumbprint, {})
    assert.ok(await further.then(() => false, failsWith('not_delegable')))
    assert.ok(await takeLink(undefined, carrier).then(() => false, failsWith('link_unreadable')))
  } finally {
    await close()
  }
})

test('connects with a password of its own, good for this bridge', async () => {
  const { give, bridge, close } = await openStreet()
  try {
    const courier = await makeKey('ES256')
    const now = epochMs(Date.now())
    const { clientId, username, password } = await credentials(await takeLink(await give(), courier), courier, now)
    const opened = await openConnect(password, { bridge: bridge.thumbprint, username, clientId, now })
    assert.ok(opened.ok && opened.claims.chain.length === 2)
  } finally {
    await close()
  }
})

test.run()
