import { exportJWK, generateKeyPair } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publicPart, thumbprintOf } from '#protocol/keys.ts'
import { type Link, writeLink } from '#protocol/link.ts'
import { doorIdOf, grantClaims, MONDAY, makeGrant, makeKey } from '#test/support/people.ts'
import { bundleOf, hasChromium, openPage } from './chromium.fixture.ts'
import type { Walked } from './walk.fixture.ts'

const test = suite('the protocol in a browser')

/** The walk and all of protocol/. */
const bundle = (): Promise<string> => bundleOf('walk.fixture.ts', 'walked')

const makeLink = async (owner: Awaited<ReturnType<typeof makeKey>>, door: string): Promise<string> => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const { kty, crv, x, y, d } = (await exportJWK(pair.privateKey)) as Link['key']
  const jkt = await thumbprintOf(publicPart({ kty, crv, x, y }))
  const grant = await makeGrant(owner, grantClaims(owner.thumbprint, jkt, door as never, { link: true }))
  const bridge = await makeKey()
  return writeLink({
    v: 1,
    at: 'wss://door.example/mqtt',
    bridge: bridge.jwk,
    chain: [grant],
    key: { kty, crv, x, y, d },
  })
}

test('bundles for a page without anything of Node', async () => {
  const script = await bundle()
  assert.ok(script.length > 10_000)
  assert.not(script.includes('node:'))
})

if (hasChromium) {
  test('binds a link, proves and decides in Chromium as it does in Node', async () => {
    const { page, close } = await openPage(await bundle())
    try {
      const owner = await makeKey()
      const door = doorIdOf(await makeKey())
      const args = JSON.stringify([await makeLink(owner, door), owner.jwk, door, MONDAY])
      const walked = await page.evaluate<Walked>(`walked.walk(...${args})`)
      assert.is(walked.holder.length, 43)
      assert.equal({ ...walked, holder: '' }, { holder: '', exportable: false, inTime: 'ok', tooLate: 'expired' })
    } finally {
      await close()
    }
  })
} else {
  process.stdout.write('skipped: the protocol in Chromium needs chromium (apt-get install chromium)\n')
}

test.run()
