// Attack 38, in the page: a code that is guessed, read too late or offered twice; words that are wrong; a link with a
// key that is opened again, or that brings another's key. The whole way to a real door and its button, in Chromium.
// Source: OWASP MASVS-AUTH, CWE-384, CWE-1188.

import type { Browser, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownerOfSeed } from '#bridge/web/core/house.fixture.ts'
import { type Built, buildPages } from '#bridge/web/visit/built.fixture.ts'
import { freshPairingCode, PAIR_OFFER, rendezvousOf, sealPairing } from '#protocol/pairing.ts'
import { freshSeed, seedOfWords, wordsOfSeed } from '#protocol/recovery.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { type Device, hasChromium, launch, openDevice } from '#test/support/browser.ts'
import { makeKey } from '#test/support/people.ts'
import { pause, until } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'

const LIMIT = 20_000

interface Context {
  built: Built
  house: WholeHouse
  browser: Browser
  device: Device
  words: readonly string[]
}
const setup = suite<Context>('attack 38: set-up in the page')

setup.before(async (context) => {
  if (!hasChromium) return
  context.built = await buildPages()
  context.house = await openWholeHouse({ hold: 500, bridge: { pages: context.built.folder } })
  await until(() => context.house.agent.pairing.code === undefined, 'the first pairing is over')
  context.browser = await launch()
  context.device = await openDevice(context.browser, { width: 360 })
})
setup.after(async ({ browser, house, built }) => {
  await browser?.close()
  await house?.close()
  await built?.remove()
})

const tap = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

const press = async (house: WholeHouse): Promise<string> => {
  await until(() => house.rig.observe().pressed.length === 0, 'the button is let go')
  await pause(100)
  house.rig.world.press('pairing', 400)
  await until(() => house.agent.pairing.code !== undefined, 'a code is shown')
  return house.agent.pairing.code ?? ''
}

const ownerIs = async (house: WholeHouse): Promise<string | undefined> =>
  (await house.bridge.store.doors.get(house.id))?.ownership.owner

/** Tries a code for a while, and gives up. */
const tryCode = async (page: Page, code: string): Promise<void> => {
  await page.locator('#pair-code').fill(code)
  await tap(page, 'Pair')
  await page.getByText('Calling the door').waitFor()
  await pause(1500)
  await tap(page, 'Stop')
  await page.getByRole('button', { name: 'Pair', exact: true }).waitFor()
}

/** Who knows the meeting place, and not the code. */
const offerAt = async (house: WholeHouse, code: string): Promise<void> => {
  const thief = await makeKey()
  const session = await house.session(thief)
  const claims = { v: 1 as const, iss: thief.thumbprint, bridge: house.bridge.key.jwk, at: epochMs(Date.now()) }
  const offer = await sealPairing(freshPairingCode(), 'offer', await signToken(PAIR_OFFER, claims, thief))
  const topic = writeTopic('pairingOffer', { rendezvous: await rendezvousOf(code) })
  await session.publish(topic, JSON.stringify(offer), { qos: 1, retain: false })
  await session.close()
}

/** All that this origin keeps as text, and where this tab has been. */
const KEPT = `(async () => {
  const kept = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.referrer, history.state])
  const names = (await caches.keys()).join()
  return kept + names + document.documentElement.outerHTML
})()`

if (hasChromium) {
  setup('makes no key of words that nobody wrote down, and of no words that are wrong', async (context) => {
    const { house, device } = context
    const { page } = device
    await page.goto(house.bridge.origin)
    await tap(page, 'Make a new key')
    const words = await page.locator('.words li').allTextContents()
    assert.is(words.length, 24)
    await tap(page, 'I have written them down')
    const asked = page.locator('input[name^="word-"]')
    for (let at = 0; at < 3; at += 1) await asked.nth(at).fill('wrong')
    await tap(page, 'Go on')
    await page
      .getByText(/That is not word/)
      .first()
      .waitFor()
    assert.is(await asked.count(), 3)
    // Away before the end: nothing was kept, and the words are shown never again.
    await page.reload()
    await page.getByRole('button', { name: 'Make a new key' }).waitFor()
    assert.not.ok((await page.evaluate<string>(KEPT)).includes(words.slice(0, 3).join(' ')))

    await tap(page, 'I have 24 words')
    const swapped = [...words.slice(0, 22), words[23], words[22]].join(' ')
    const other = [...words.slice(0, 23), words[0] === 'abandon' ? 'zoo' : 'abandon'].join(' ')
    for (const wrong of [swapped, other]) {
      if (seedOfWords(wrong) !== undefined) continue
      await page.getByRole('textbox').fill(wrong)
      await page.getByText('These 24 words are not a key').waitFor()
      assert.ok(await page.getByRole('button', { name: 'Bring my key here' }).isDisabled())
    }
    context.words = words
    await page.getByRole('textbox').fill(words.join(' '))
    await tap(page, 'Bring my key here')
    await page.locator('#pair-code').waitFor({ timeout: LIMIT })
  })

  setup(
    'pairs with no guess, with no code that is over, and then with the door that a hand was on',
    async (context) => {
      const { house, device, words } = context
      const { page } = device
      const before = await ownerIs(house)
      await page.locator('#pair-code').fill('0000-0000')
      await tap(page, 'Pair')
      await page.getByText('A code has sixteen letters and digits.').waitFor()
      await tryCode(page, freshPairingCode())
      const late = await press(house)
      await house.agent.pairing.close()
      await tryCode(page, late)
      assert.is(await ownerIs(house), before)

      const code = await press(house)
      await offerAt(house, code)
      await page.locator('#pair-code').fill(code.toLowerCase().replaceAll('-', ' '))
      await Promise.all([tap(page, 'Pair'), offerAt(house, code)])
      await page.getByText('The door is yours').waitFor({ timeout: LIMIT })
      await tap(page, 'Done')
      await page.getByRole('button', { name: 'Unlock', exact: true }).waitFor({ timeout: LIMIT })
      const seed = seedOfWords(words.join(' ')) ?? ''
      await until(
        async () => (await ownerIs(house)) === (await ownerOfSeed(seed)).thumbprint,
        'the door is theirs',
        LIMIT,
      )
      const kept = await page.evaluate<string>(KEPT)
      for (const secret of [seed, words.join(' '), words.join('-'), code]) assert.not.ok(kept.includes(secret))
      assert.equal(device.broken, [])
    },
  )

  setup(
    'takes a key from a link once for all, keeps it out of the address, and lets no other in its place',
    async (context) => {
      const { house, device, words, browser } = context
      const { origin } = house.bridge
      const { page } = device
      const mine = await ownerOfSeed(seedOfWords(words.join(' ')) ?? '')
      const strange = freshSeed()
      for (const carried of [`key=${strange}`, `words=${wordsOfSeed(strange).replaceAll(' ', '-')}`]) {
        await page.goto('about:blank')
        await page.goto(`${origin}/setup#${carried}`)
        await page.waitForURL((url) => url.hash === '')
        await pause(500)
        await page.goto(origin)
        await page.getByRole('button', { name: 'Unlock', exact: true }).waitFor({ timeout: LIMIT })
        await page.goto(`${origin}/settings`)
        await page.getByText(mine.thumbprint).waitFor()
      }
      // Another device of the owner's: the link comes in, twice, and stands nowhere afterwards.
      const second = await openDevice(browser, { width: 360 })
      const seed = seedOfWords(words.join(' ')) ?? ''
      for (let times = 0; times < 2; times += 1) {
        await second.page.goto('about:blank')
        await second.page.goto(`${origin}/setup#key=${seed}`)
        if (times === 0)
          await second.page.getByRole('button', { name: 'Unlock', exact: true }).waitFor({ timeout: LIMIT })
        else await second.page.locator('main').waitFor()
      }
      await second.page.goto(`${origin}/timeline`)
      await second.page.goBack()
      await second.page.goBack()
      assert.not.ok(second.page.url().includes(seed))
      await second.page.goto(origin)
      const kept = await second.page.evaluate<string>(KEPT)
      assert.not.ok(kept.includes(seed))
      // Somebody else's key, in a browser that has none: asked about before any door is paired with it.
      const lured = await openDevice(browser, { width: 360 })
      await lured.page.goto(`${origin}/setup#key=${strange}`)
      await lured.page.getByText('Is this key yours?').waitFor({ timeout: LIMIT })
      assert.is(await lured.page.locator('#pair-code').count(), 0)
      // Forgetting loads the page anew; only then may it be loaded once more.
      await Promise.all([
        lured.page.waitForEvent('load', { timeout: LIMIT }),
        tap(lured.page, 'Forget it, make a key of my own'),
      ])
      await lured.page.locator('h1').first().waitFor({ timeout: LIMIT })
      assert.is(await lured.page.locator('#pair-code').count(), 0)
      await lured.page.reload()
      await lured.page.locator('h1').first().waitFor({ timeout: LIMIT })
      assert.is(await lured.page.locator('#pair-code').count(), 0)
      assert.equal(
        [...device.asked, ...second.asked]
          .filter((url) => url.includes(seed) || url.includes(strange))
          .map((url) => new URL(url).hash === ''),
        [],
      )
      assert.equal([...device.broken, ...second.broken], [])
    },
  )
} else setup('needs Chromium (apt-get install chromium)', () => undefined)

setup.run()
