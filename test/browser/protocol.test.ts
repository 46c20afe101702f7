import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { exportJWK, generateKeyPair } from 'jose'
import { chromium } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publicPart, thumbprintOf } from '#protocol/keys.ts'
import { type Link, writeLink } from '#protocol/link.ts'
import { doorIdOf, grantClaims, MONDAY, makeGrant, makeKey } from '#test/support/people.ts'
import type { Walked } from './walk.fixture.ts'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const test = suite('the protocol in a browser')

/** The walk and all of protocol/ as one script; fails to build if any of it needs Node. */
const bundle = async (): Promise<string> => {
  const built = await build({
    entryPoints: [new URL('walk.fixture.ts', import.meta.url).pathname],
    bundle: true,
    format: 'iife',
    globalName: 'walked',
    platform: 'browser',
    write: false,
    minify: true,
  })
  return built.outputFiles[0]?.text ?? ''
}

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

if (existsSync(CHROMIUM)) {
  test('binds a link, proves and decides in Chromium as it does in Node', async () => {
    const script = await bundle()
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    try {
      const owner = await makeKey()
      const door = doorIdOf(await makeKey())
      const page = await browser.newPage()
      // WebCrypto is there in a secure context only, and loopback is one.
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      await page.addScriptTag({ content: script })
      const args = JSON.stringify([await makeLink(owner, door), owner.jwk, door, MONDAY])
      const walked = await page.evaluate<Walked>(`walked.walk(...${args})`)
      assert.is(walked.holder.length, 43)
      assert.equal({ ...walked, holder: '' }, { holder: '', exportable: false, inTime: 'ok', tooLate: 'expired' })
    } finally {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
    }
  })
} else {
  process.stdout.write('skipped: the protocol in Chromium needs chromium (apt-get install chromium)\n')
}

test.run()
