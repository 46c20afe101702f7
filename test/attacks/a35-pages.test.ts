// Attack 35, where people look: the owner's app and the courier's page before a whole house at its most talkative. No
// key, word, link, cookie, token, session description or address is in a log of bridge, door, camera, live process or
// clip service, in the numbers, in an address that is asked for, or in what a browser keeps as text.
// Source: OWASP ASVS 4.0 V7.1 and V8.2, RFC 8828 (addresses of WebRTC), CWE-532, CWE-598.

import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Built, buildPages } from '#bridge/web/visit/built.fixture.ts'
import { ConfigSchema } from '#device/config/config.ts'
import type { FromLive, ToLive } from '#device/live/messages.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { readLink } from '#protocol/link.ts'
import { wordsOfSeed } from '#protocol/recovery.ts'
import { epochMs } from '#protocol/units.ts'
import { type Device, hasChromium, launch, openDevice } from '#test/support/browser.ts'
import { moves } from '#test/support/page-house.ts'
import { openTalkingHouse, type TalkingHouse } from '#test/support/talking-house.ts'
import { pause, until } from '#test/support/wait.ts'

const NAME = 'Frau Berger im Hinterhaus'
const CALL = '0151 23456789'

interface Context {
  built: Built
  all: TalkingHouse
  browser: Browser
  owner: Device
  courier: Device
  referrers: string[]
  secrets: Record<string, string>
}
const leaks = suite<Context>('attack 35: leaks where people look')

const addresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ internal, address }) => (internal ? [] : [address.split('%')[0] ?? ''])),
  )

const KEPT = `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.referrer, history.state])`

const leaksIn = (text: string, secrets: Record<string, string>): string[] => {
  const lower = text.toLowerCase()
  const named = Object.keys(secrets).filter((what) => lower.includes((secrets[what] ?? '').toLowerCase()))
  const spoken = /a=candidate|a=ice-pwd|a=fingerprint|"sdp"/i.test(text) ? ['a session description'] : []
  return [...named, ...spoken, ...(/eyJ[\w-]{20}/.test(text) ? ['a token'] : [])]
}

const follow = (device: Device, referrers: string[]): void => {
  device.context.on('request', (request) => {
    const { referer } = request.headers()
    if (referer) referrers.push(referer)
  })
}

leaks.before(async (context) => {
  if (!hasChromium) return
  context.built = await buildPages()
  context.all = await openTalkingHouse(context.built.folder)
  context.browser = await launch()
  context.referrers = []
  context.owner = await openDevice(context.browser)
  context.courier = await openDevice(context.browser, { width: 360 })
  follow(context.owner, context.referrers)
  follow(context.courier, context.referrers)
  const path = join(context.all.people.home.path, 'keys', 'owner.jwk')
  const { d: seed } = JSON.parse(await readFile(path, 'utf8')) as { d: string }
  context.secrets = { seed, words: wordsOfSeed(seed), name: NAME, call: CALL }
})
leaks.after(async ({ browser, all, built }) => {
  await browser?.close()
  await all?.close()
  await built?.remove()
})

const give = async ({ page }: Device, origin: string): Promise<string> => {
  await page.goto(`${origin}/access`)
  await page.getByRole('button', { name: 'Give access' }).first().click()
  await page.getByRole('button', { name: /^Courier/ }).click()
  await page.locator('.give summary').first().click()
  await page.locator('#option-name').fill(NAME)
  await page.locator('#option-call').fill(CALL)
  await page.getByRole('button', { name: 'From now, for 2 hours' }).click()
  return page.getByLabel('Link', { exact: true }).inputValue()
}

if (hasChromium) {
  leaks('there are none after an owner came, watched and gave a link, and a courier used it', async (context) => {
    const { all, owner, courier, secrets, referrers } = context
    const origin = all.house.http
    await owner.page.goto(`${origin}/setup#key=${secrets['seed']}`)
    await owner.page.getByRole('button', { name: 'Unlock', exact: true }).waitFor()
    const cookies = await owner.context.cookies()
    assert.ok(cookies.length > 0 && cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Strict'))
    for (const { name, value } of cookies) secrets[`cookie ${name}`] = value
    await owner.page.locator('.door-poster button').click()
    await moves(owner)
    const url = await give(owner, origin)
    const link = await readLink(url)
    assert.ok(link)
    secrets['link'] = url.slice(url.indexOf('#') + 1)
    secrets['key of the link'] = link.key.d
    for (const [n, address] of addresses().entries()) secrets[`address ${n}`] = address

    await courier.page.goto(url)
    await courier.page.getByRole('button', { name: 'Open the door' }).click()
    await pause(4000)
    for (const { page } of [owner, courier]) {
      const kept = await page.evaluate<string>(KEPT)
      assert.equal(leaksIn(kept, secrets), [], kept)
    }
    for (const device of [owner, courier]) {
      // What stands behind # is not sent: only what is before it.
      const sent = device.asked.map((one) => one.split('#')[0]).join('\n')
      assert.equal(leaksIn(sent, secrets), [])
      assert.equal(leaksIn(device.said.join('\n'), secrets), [], 'on the console')
      assert.equal(device.broken, [])
    }
    assert.equal(referrers, [])
    const numbers = await (await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(5000) })).text()
    assert.match(numbers, 'hausrecht')
    assert.equal(leaksIn(numbers, secrets), [])
  })

  leaks('nor in what bridge, door, camera, live process and clip service wrote meanwhile', ({ all, secrets }) => {
    assert.ok(all.said.length > 0)
    const bad = all.said.filter((line) => leaksIn(line, secrets).length > 0)
    assert.equal(
      bad.map((line) => `${leaksIn(line, secrets).join()}: ${line.slice(0, 300)}`),
      [],
    )
  })

  leaks('nor in what the live process writes of offers that come to nothing', async () => {
    const sdp = (more: string): string =>
      `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n${more}a=candidate:1 1 udp 1 203.0.113.77 9 typ host\r\na=ice-pwd:secretofmine1234567890ab\r\n`
    const offers = ['m=application', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n', 'm=application 9 x y\r\n']
    const wrote: Buffer[] = []
    const child = fork(new URL('../../device/live/main.ts', import.meta.url), [], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    try {
      const heard: FromLive[] = []
      child.on('message', (message: FromLive) => heard.push(message))
      child.stderr?.on('data', (piece: Buffer) => wrote.push(piece))
      const tell = (message: ToLive): void => void child.send(message)
      const config = ConfigSchema.parse({ data: '/', bridge: { url: 'mqtt://x' }, log: { level: 'trace' } })
      tell({ say: 'start', config, tap: '/nowhere', now: epochMs(Date.now()) })
      await until(() => heard.some(({ say }) => say === 'ready'), 'the live process', 15_000)
      for (const more of offers) tell({ say: 'offer', sid: freshRequestId(), sdp: sdp(more), relayOnly: false })
      const failed = () => heard.filter(({ say }) => say === 'failed').length
      await until(() => failed() === offers.length, 'all come to nothing', 15_000)
    } finally {
      const gone = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGKILL')
      await gone
    }
    const text = Buffer.concat(wrote).toString()
    assert.match(text, 'an offer came to nothing')
    assert.equal(leaksIn(text, { address: '203.0.113.77', password: 'secretofmine1234567890ab' }), [], text)
  })

  leaks('and the search finds what is planted', ({ secrets }) => {
    for (const [what, secret] of Object.entries(secrets)) assert.ok(leaksIn(`… ${secret} …`, secrets).includes(what))
    assert.equal(leaksIn('a=candidate:1 1 udp', {}), ['a session description'])
  })
} else leaks('needs Chromium (apt-get install chromium)', () => undefined)

leaks.run()
