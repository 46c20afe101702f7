// Attack 34: markup and templates in everything that a person, a door, a link or an address can say, in both apps as
// they are built. Nothing of it runs, nothing of it becomes an element, and the policy has nothing to refuse.
// Source: OWASP XSS filter evasion, CWE-79, CWE-1336.

import type { Browser } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startWebHouse, type WebHouse } from '#bridge/web/core/house.fixture.ts'
import { type Built, buildPages } from '#bridge/web/visit/built.fixture.ts'
import { freshLinkKey, type Label, linkUrl, mqttOf } from '#protocol/link.ts'
import { epochMs, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { bridgeKeyOf } from '#test/support/bridge-key.ts'
import { type Device, hasChromium, launch, openDevice } from '#test/support/browser.ts'
import { grantClaims, makeGrant } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'

/** Each would set `xss` somewhere: as markup, in an attribute, as an address, as a template, in a replacement. */
const EVIL = [
  `<img src=x onerror="xss=1">`,
  `"><svg/onload=xss=2>`,
  `javascript:xss=3//`,
  `\${xss=4}{{xss=5}}{name}$&`,
  `</title><script>xss=6</script>`,
] as const
const PLANTED = 'img[src="x"], svg[onload], [onerror], a[href^="javascript:"]'

interface Context {
  built: Built
  house: WebHouse
  browser: Browser
  device: Device
}
const labels = suite<Context>('attack 34: labels')

labels.before(async (context) => {
  if (!hasChromium) return
  context.built = await buildPages()
  context.house = await startWebHouse(context.built.folder)
  context.browser = await launch()
})
labels.after(async ({ browser, house, built }) => {
  await browser?.close()
  await house?.close()
  await built?.remove()
})

const fine = async ({ page, broken }: Device, where: string): Promise<void> => {
  const found = await page.evaluate<{ xss: unknown; planted: number; scripts: number }>(`({
    xss: globalThis.xss ?? 'none',
    planted: document.querySelectorAll('${PLANTED.replaceAll("'", '"')}').length,
    scripts: [...document.scripts].filter((one) => !one.src.startsWith(location.origin)).length,
  })`)
  assert.equal(found, { xss: 'none', planted: 0, scripts: 0 }, where)
  assert.equal(broken, [], where)
}

const PAGES = ['/', '/access', '/timeline', '/privacy', '/settings'] as const

if (hasChromium) {
  labels('of doors, people and links are text in the owner’s app, and so is what the door says', async (context) => {
    const { house, browser } = context
    const request = 'r'.repeat(22) as RequestId
    const lines = [
      { kind: 'boot' as const, version: EVIL[0].slice(0, 40) },
      { kind: 'oddity' as const, what: EVIL[1] },
      { kind: 'bolt' as const, bolt: 'jammed' as const, reason: EVIL[2] },
      { kind: 'clock' as const, trusted: false, floor: epochMs(Date.now()), why: EVIL[0] },
      { kind: 'rig' as const, connected: true, firmware: EVIL[4] },
      { kind: 'refused' as const, code: 'wrong_action' as const, via: 'A'.repeat(43) as Thumbprint },
      { kind: 'closed' as const, request, opened: true, entered: true, lasted: millis(1) },
    ]
    for (const line of lines) await house.door.send([await house.door.line(line)])
    await house.door.state({ version: EVIL[0] })
    const device = await openDevice(browser, { width: 500 })
    const { page } = device
    page.on('dialog', (dialog) => dialog.dismiss().catch(() => undefined))
    await page.goto(`${house.origin}/setup#key=${house.seed}`)
    await page.getByRole('button', { name: 'Unlock' }).waitFor()
    for (const evil of EVIL) {
      await page.goto(`${house.origin}/settings`)
      await page.locator('[id^="door-"]').fill(evil)
      await page.getByRole('button', { name: 'Rename' }).click()
      await page.locator('#member-name').fill(evil)
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await page.getByRole('dialog').waitFor()
      await fine(device, `sharing ${evil}`)
      await page.keyboard.press('Escape')
      for (const path of evil.startsWith('<img') || evil.startsWith('$') ? PAGES : (['/access'] as const)) {
        await page.goto(`${house.origin}${path}`)
        await page.locator('main').waitFor()
        await page.getByText('Connected', { exact: true }).waitFor()
        await fine(device, `${path} with ${evil}`)
      }
    }
    await page.goto(`${house.origin}/settings`)
    // As it was written, letter by letter.
    await page.getByText(EVIL[0], { exact: true }).first().waitFor()
    const name = page.locator('[id^="door-"]')
    await until(async () => (await name.inputValue()) !== '', 'the door has a name', 15_000)
    assert.is(await name.inputValue(), EVIL[4])
    await page.goto(`${house.origin}/timeline`)
    for (const evil of EVIL) {
      await page.locator('#timeline-search').fill(evil)
      await fine(device, `looking for ${evil}`)
    }
    await device.context.close()
  })

  labels('of an address are text, or nothing, and lead nowhere else', async ({ house, browser }) => {
    const device = await openDevice(browser)
    const { page } = device
    await page.goto(`${house.origin}/setup#key=${house.seed}`)
    await page.getByRole('button', { name: 'Unlock' }).waitFor()
    for (const evil of EVIL) {
      const raw = encodeURIComponent(evil)
      const addresses = [
        `/timeline?visit=${raw}#${evil}`,
        `/${raw}`,
        `/setup#pair=${raw}`,
        `/setup#words=${raw}`,
        `/?next=//evil.example&to=${raw}#javascript:xss=1`,
      ]
      for (const address of addresses) {
        await page.goto('about:blank')
        await page.goto(`${house.origin}${address}`)
        await page.locator('main, body').first().waitFor()
        await fine(device, address)
        assert.is(new URL(page.url()).origin, house.origin)
      }
    }
    assert.equal(
      device.asked.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== new URL(house.origin).host),
      [],
    )
    await device.context.close()
  })

  labels(
    'of a link are text on the courier’s page, and a telephone number is one or nothing',
    async ({ house, browser }) => {
      for (const evil of EVIL) {
        const { jwk: key, thumbprint } = await freshLinkKey()
        const claims = { link: true, uses: 1 } as const
        const made = grantClaims(house.owner.thumbprint, thumbprint, house.door.id, claims, epochMs(Date.now()))
        const chain = [await makeGrant(house.owner, made)]
        const label: Label = { door: evil, call: evil }
        const at = mqttOf(house.origin)
        const link = {
          v: 1,
          at,
          bridge: await bridgeKeyOf(house.origin),
          door: house.door.key.jwk,
          chain,
          key,
          label,
        } as const
        const device = await openDevice(browser, { width: 360 })
        await device.page.goto(await linkUrl(house.origin, link))
        await device.page.getByRole('button', { name: 'Open the door' }).waitFor()
        await fine(device, evil)
        await until(async () => (await device.page.title()) === evil, 'the title is what was written')
        const calls = await device.page.evaluate<string[]>(`[...document.querySelectorAll('a')].map((a) => a.href)`)
        assert.ok(
          calls.every((href) => href.startsWith(house.origin) || /^tel:\+?\d+$/.test(href)),
          calls.join(),
        )
        await device.context.close()
      }
    },
  )
} else labels('needs Chromium (apt-get install chromium)', () => undefined)

labels.run()
