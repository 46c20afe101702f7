// The first page in a real browser: what it says of the door, and what it never says.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until, within } from '#test/support/wait.ts'
import { hasChromium, type Shown, showPage } from '../live/chromium.fixture.ts'
import type * as Fixture from './page.fixture.ts'

/** The page's script hands this over; it is code that runs there, not here. */
declare const Page: typeof Fixture

const LIMIT = 10_000
const CODEC = 'avc1.42e01f'
const PHONE = { width: 360, height: 740 }
const page = suite('the first page')
let shown: Shown

const text = (): Promise<string> => shown.page.locator('main').innerText()
const says = (what: RegExp): Promise<void> => until(async () => what.test(await text()), `the page says ${what}`, LIMIT)

page.before(async () => {
  shown = await within(showPage('../door/page.fixture.ts', PHONE), 'the browser', 30_000)
  await shown.page.evaluate((codec) => Page.show(codec), CODEC)
})
page.after(async () => {
  await within(shown.close(), 'the browser to close', 20_000)
})

page('tells the measured state, and what to do about an alarm', async () => {
  await says(/^Locked$/m)
  await says(/Measured just now/)
  await says(/a clear view/)
  await shown.page.evaluate(() =>
    Page.say({ bolt: 'jammed', leaf: 'open', alarms: ['jammed'], visit: true, viewers: 1 }),
  )
  await says(/Bolt jammed/)
  await says(/Push or pull the door gently/)
  await says(/Paula \(Paketdienst\), since/)
  await says(/one person/)
})

page('never says locked of a state that is old, without saying how old', async () => {
  for (const way of ['link', 'offline', 'silent']) {
    await shown.page.evaluate((how) => {
      Page.say({}, how === 'silent' ? 120_000 : 3000)
      Page.connect(how === 'link' ? 'down' : 'up', how !== 'offline')
    }, way)
    await says(/Unknown for/)
    const said = await text()
    assert.not.match(said, /^Locked/m)
    assert.match(said, /Last measured, \S+( \S+)? ago: Locked/)
    assert.ok(await shown.page.getByRole('button', { name: 'Unlock', exact: true }).isDisabled())
  }
  await shown.page.evaluate(() => {
    Page.say({})
    Page.connect('up', true)
  })
  await says(/^Locked$/m)
})

page('unlocks after one more word, and tells each step as the door does', async () => {
  await shown.page.evaluate(() => Page.answerWith({ ok: true, request: 'asked-one' as never, step: 'opened' }))
  await shown.page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await says(/Unlock Gartenstraße 7 now\?/)
  assert.equal(await shown.page.evaluate(() => [...Page.whatWasAsked()]), [])
  await shown.page.keyboard.press('Escape')
  await shown.page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await shown.page.getByRole('button', { name: 'Unlock now' }).click()
  await says(/Asked the door/)
  await says(/Open: the bolt is measured out/)
  assert.equal(await shown.page.evaluate(() => [...Page.whatWasAsked()]), ['unlock'])
  await shown.page.evaluate(() => Page.step('closed', 'somebody-else'))
  await shown.page.evaluate(() => Page.step('closed', 'asked-one'))
  await says(/Done: the door is shut and the bolt measured home/)
})

page('explains a refusal, in both languages', async () => {
  await shown.page.evaluate(() => Page.answerWith({ ok: false, code: 'door_open' }))
  await shown.page.getByRole('button', { name: 'Lock', exact: true }).click()
  await says(/The door is open. Close it first./)
  await shown.page.evaluate(() => Page.speak('de'))
  await says(/Die Tür ist offen. Bitte zuerst schließen./)
  await says(/^Verriegelt$/m)
  await shown.page.evaluate(() => Page.speak('en'))
})

page('shows the live picture when asked, and leaves it with the page', async () => {
  await shown.page.getByRole('button', { name: 'Watch live' }).click()
  await until(
    async () => (await shown.page.locator('.live[data-watch="showing"]').count()) === 1,
    'a live picture',
    15_000,
  )
  await says(/Live/)
})

page('has nothing that axe finds fault with, live, stale or away', async () => {
  const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await shown.page.evaluate(readFileSync(script, 'utf8'))
  const faults = (): Promise<string[]> =>
    shown.page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document)
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    })
  assert.equal(await faults(), [])
  await shown.page.evaluate(() => Page.freeze())
  await says(/STALE/)
  assert.equal(await faults(), [])
  await shown.page.evaluate(() => {
    Page.say({ alarms: ['left_open'], leaf: 'open', bolt: 'out', visit: true })
    Page.connect('up', true)
  })
  await says(/Have somebody close the door/)
  assert.equal(await faults(), [])
  await shown.page.evaluate(() => Page.connect('down', true))
  await says(/Unknown for/)
  assert.equal(await faults(), [])
})

page('fits a phone, and complained of nothing', async () => {
  const wide = await shown.page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= PHONE.width, `${wide} px wide`)
  assert.equal(shown.complaints, [])
})

if (hasChromium) page.run()
else process.stdout.write('skipped: the first page in Chromium needs chromium (apt-get install chromium)\n')
