// Watching in a real browser: WebRTC, WebCodecs and a canvas, with a door that can be told to misbehave.
// What is on the screen is read back from its pixels.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until, within } from '#test/support/wait.ts'
import { hasChromium, type Shown, showPage } from './chromium.fixture.ts'
import type * as Fixture from './page.fixture.ts'

/** The page's script hands this over; it is code that runs there, not here. */
declare const Page: typeof Fixture

const CODEC = 'avc1.42e01f'
const LIMIT = 15_000
type Look = ReturnType<typeof Fixture.look>

const live = suite('live pictures in a browser')
let shown: Shown

const look = (): Promise<Look> => shown.page.evaluate(() => Page.look())
const become = async (what: string, isSo: (now: Look) => boolean): Promise<Look> => {
  let now = await look()
  await until(
    async () => {
      now = await look()
      return isSo(now)
    },
    `${what}; it was ${JSON.stringify(now)}`,
    LIMIT,
  )
  return now
}
const isLive = ({ at, marked }: Look): boolean => at === 'showing' && !marked

live.before(async () => {
  shown = await within(showPage('./page.fixture.ts'), 'the browser', 30_000)
  assert.ok(await shown.page.evaluate((codec) => Page.hasEncoder(codec), CODEC))
  await shown.page.evaluate((codec) => Page.open(codec), CODEC)
})
live.after(async () => {
  await within(shown.close(), 'the browser to close', 20_000)
})
live.before.each(async () => {
  await shown.page.evaluate(() => {
    Page.there().mode = 'run'
    Page.there().refuse = undefined
    Page.watch()
  })
  await become('a live picture', isLive)
})

live('shows what is drawn, with its number and its age by the door’s clock', async () => {
  const now = await become('the number on the screen', ({ read, number }) => read === number && read > 0)
  assert.ok(now.age !== undefined && now.age >= -20 && now.age < 1500, `age ${now.age}`)
  assert.is(now.way, 'channel')
  assert.match(now.text ?? '', 'Live')
  const heard = await shown.page.evaluate(() => Page.there().heard.map(({ say }) => say))
  assert.ok(heard.includes('ack') && heard.includes('ping'))
  await become('a later picture', ({ read }) => read > now.read)
})

for (const mode of ['freeze', 'replay', 'restamp'] as const) {
  live(
    `marks a picture as stale within two seconds when the door does ${mode}, and takes the mark off again`,
    async () => {
      const took = await shown.page.evaluate(async (how) => {
        const since = performance.now()
        Page.there().mode = how
        while (!Page.look().marked && performance.now() - since < 8000)
          await new Promise((done) => setTimeout(done, 20))
        return performance.now() - since
      }, mode)
      assert.ok(took < 2300, `marked after ${took} ms`)
      const now = await look()
      assert.is(now.at, 'stale')
      assert.match(now.mark ?? '', 'STALE')
      assert.match(now.told ?? '', 'Stale')
      const asked = await shown.page.evaluate(() => {
        Page.there().mode = 'run'
        return Page.there().asked
      })
      await become('a live picture', isLive)
      assert.is(await shown.page.evaluate(() => Page.there().asked), asked, 'the session went on')
    },
  )
}

live('marks the old picture that stays when pictures stop just as the door’s clock is set', async () => {
  await shown.page.evaluate(() => {
    Page.there().mode = 'freeze'
    Page.there().setClock(60_000)
  })
  const now = await become('the mark and no age', ({ age, at }) => age === undefined && at === 'stale')
  assert.ok(now.marked)
  assert.match(now.mark ?? '', 'This is an old picture.')
  await shown.page.evaluate(() => {
    Page.there().mode = 'run'
  })
  await become('a live picture', isLive)
})

live('believes the door that its camera stands still, however new the pictures say they are', async () => {
  await shown.page.evaluate(() => Page.there().tell({ say: 'sight', sight: 'frozen', recording: true }))
  const now = await become('the mark', ({ marked }) => marked)
  assert.match(now.text ?? '', 'stands still')
  await shown.page.evaluate(() => Page.there().tell({ say: 'sight', sight: 'clear', recording: true }))
  await become('a live picture', isLive)
})

live('asks anew when the door is silent, and keeps what it has until then', async () => {
  const asked = await shown.page.evaluate(() => {
    Page.there().silence()
    return Page.there().asked
  })
  await become('the mark', ({ marked }) => marked)
  await become('another session', ({ at, marked }) => at === 'showing' && !marked)
  assert.is(await shown.page.evaluate(() => Page.there().asked), asked + 1)
})

live('marks a page that nobody saw until it shows something new', async () => {
  const away = await shown.page.evaluate(() => {
    Page.lookAway(true)
    return Page.look()
  })
  assert.ok(away.marked)
  const back = await shown.page.evaluate(() => {
    Page.sleep(2500)
    Page.lookAway(false)
    return Page.look()
  })
  assert.ok(back.marked, 'an old picture is marked before anything is drawn')
  await become('a live picture', isLive)
})

live('leaves the door alone when nobody looks for long, and is back when somebody does', async () => {
  await shown.page.evaluate(() => Page.watch(true))
  await become('a live picture', isLive)
  await shown.page.evaluate(() => Page.lookAway(true))
  const away = await become('the end of the session', ({ at }) => at === 'ended')
  assert.ok(away.marked)
  await shown.page.evaluate(() => Page.lookAway(false))
  await become('a live picture', isLive)
})

live('decodes on after a unit that is none', async () => {
  const { number } = await look()
  await shown.page.evaluate(() => Page.there().garble())
  await become('a later picture', (now) => isLive(now) && now.number > number + 10 && now.way === 'channel')
})

live('changes over to a track and to single pictures while it watches, and says so', async () => {
  await shown.page.evaluate(() => Page.there().turn('track', 'poor_path'))
  // The number is said beside the track: a hurried machine is behind with it at first.
  const isTold = ({ read, number }: Look) => read > 0 && Math.abs(read - number) <= 10
  const track = await become('a picture of the track', (now) => isLive(now) && now.way === 'track' && isTold(now))
  assert.match(track.text ?? '', 'Adapting (VP8)')
  assert.match(track.text ?? '', 'slow')
  const took = await shown.page.evaluate(async () => {
    const since = performance.now()
    Page.there().mode = 'freeze'
    while (!Page.look().marked && performance.now() - since < 8000) await new Promise((done) => setTimeout(done, 20))
    return performance.now() - since
  })
  assert.ok(took < 2300, `a track that stands still is marked after ${took} ms`)
  await shown.page.evaluate(() => {
    Page.there().mode = 'run'
  })
  await become('a live track', isLive)
  await shown.page.getByLabel('How pictures come').selectOption('still')
  await become('single pictures', (now) => isLive(now) && now.way === 'still' && now.read === now.number)
  await shown.page.getByLabel('How pictures come').selectOption('auto')
  await become('the channel', (now) => isLive(now) && now.way === 'channel' && now.read === now.number)
})

live('takes the track where the browser decodes no H.264, and where its decoder turns out not to', async () => {
  await shown.page.evaluate(() => Page.breakDecoder('faulty'))
  const faulty = await become('the track', (now) => isLive(now) && now.way === 'track' && now.why === 'no_decoder')
  assert.match(faulty.text ?? '', 'cannot decode')
  await shown.page.evaluate(() => {
    Page.breakDecoder('missing')
    Page.watch()
  })
  await become('the track', (now) => isLive(now) && now.way === 'track' && now.why === 'begin')
  await shown.page.evaluate(() => Page.breakDecoder('none'))
})

live('tries another network beside the session it has, and keeps what works', async () => {
  const [asked, left] = await shown.page.evaluate(() => {
    const before = [Page.there().asked, Page.there().left] as const
    dispatchEvent(new Event('online'))
    return before
  })
  const now = () => shown.page.evaluate(() => [Page.there().asked, Page.there().left] as const)
  await until(async () => (await now()).join() === [asked + 1, left + 1].join(), 'one session is left', LIMIT)
  await become('a live picture', isLive)
})

live('says why it is over, and watches again when asked', async () => {
  await shown.page.evaluate(() => Page.there().end('expired'))
  const now = await become('the end', ({ at }) => at === 'ended')
  assert.ok(now.marked)
  assert.match(now.text ?? '', 'The access has ended.')
  await shown.page.getByRole('button', { name: 'Watch again' }).click()
  await become('a live picture', isLive)
  await shown.page.getByRole('button', { name: 'Stop' }).click()
  assert.match((await become('the end', ({ at }) => at === 'ended')).text ?? '', 'You stopped watching.')
})

live('waits for a door that is offline, in the language of the page', async () => {
  await shown.page.evaluate(() => {
    Page.speak('de')
    Page.there().refuse = 'door_offline'
    Page.watch()
  })
  const now = await become('the reason', ({ code }) => code === 'door_offline')
  assert.match(now.text ?? '', 'Die Tür ist nicht verbunden.')
  await shown.page.evaluate(() => {
    Page.there().refuse = undefined
    Page.speak('en')
  })
  await become('a live picture', isLive)
})

live('speaks while the button is held, and not a moment longer', async () => {
  const button = shown.page.getByRole('button', { name: /Hold to talk|speaking/ })
  const before = await shown.page.evaluate(() => Page.there().sound())
  const box = await button.boundingBox()
  assert.ok(box)
  await shown.page.mouse.move(box.x + 5, box.y + 5)
  await shown.page.mouse.down()
  await become('speaking', ({ talk }) => talk === 'You are speaking at the door')
  await until(
    async () => (await shown.page.evaluate(() => Page.there().sound())) > before + 500,
    'sound at the door',
    LIMIT,
  )
  await shown.page.mouse.up()
  await become('silence', ({ talk }) => talk === 'Hold to talk')
  await button.focus()
  await shown.page.keyboard.down(' ')
  await become('speaking by key', ({ talk }) => talk === 'You are speaking at the door')
  await shown.page.keyboard.up(' ')
  await become('silence', ({ talk }) => talk === 'Hold to talk')
  await shown.page.getByLabel('Talk without holding').check()
  await shown.page.getByRole('button', { name: 'Talk', exact: true }).click()
  await become('speaking by switch', ({ talk }) => talk === 'You are speaking at the door')
  await shown.page.getByRole('button', { name: 'You are speaking at the door' }).click()
  await become('silence', ({ talk }) => talk === 'Talk')
  const said = (): Promise<(boolean | undefined)[]> =>
    shown.page.evaluate(() =>
      Page.there()
        .heard.filter(({ say }) => say === 'talk')
        .map((word) => ('on' in word ? word.on : undefined)),
    )
  await until(async () => (await said()).length >= 6, 'the door to hear the last word', LIMIT)
  assert.equal(await said(), [true, false, true, false, true, false])
})

live('leaves when the page takes it away, and complained of nothing', async () => {
  const left = await shown.page.evaluate(() => Page.there().left)
  await shown.page.evaluate(() => Page.close())
  assert.is(await shown.page.evaluate(() => Page.there().left), left + 1)
  assert.is(await shown.page.evaluate(() => document.querySelectorAll('.live').length), 0)
  assert.equal(shown.complaints, [])
})

if (hasChromium) live.run()
else process.stdout.write('skipped: live pictures in Chromium need chromium (apt-get install chromium)\n')
