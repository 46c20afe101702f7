// Sealed clips in a page of Chromium: fetched part by part, opened with the owner's key, sought, stepped, judged.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filmPieces, type MadePiece, makeClip } from '#protocol/clip/clip.fixture.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { bundleOf, hasChromium, openPage } from '#test/browser/chromium.fixture.ts'
import type { Standing } from './examine.ts'
import { type Shelved, shelve } from './shelf.fixture.ts'

const test = suite('the clip player')
const HERE = new URL('page.fixture.ts', import.meta.url).pathname

interface Facts {
  readonly phase: { readonly is: string; readonly code?: string }
  readonly duration: number
  readonly passed: number
  readonly unread?: string
  readonly at: number
}

type Page = <Value>(name: string, ...args: readonly unknown[]) => Promise<Value>

const inPage = async (shelved: Shelved, work: (page: Page) => Promise<void>): Promise<void> => {
  const shown = await openPage(await bundleOf(HERE, 'player'), shelved.files)
  try {
    const page: Page = (name, ...args) => shown.page.evaluate(`player.${name}(...${JSON.stringify(args)})`)
    await work(page)
  } finally {
    await shown.close()
  }
}

let pieces: readonly MadePiece[] = []
const film = async (): Promise<readonly MadePiece[]> => {
  if (pieces.length === 0) pieces = await filmPieces(20)
  return pieces
}

const partOf = ({ told }: Shelved, n: number): string => `/api/clips/doors/${told.door}/clips/${told.clip}/parts/${n}`

if (hasChromium) {
  test('shows a picture at once, finds any second, steps picture by picture and says that all is whole', async () => {
    const own = await freshPair()
    const shelved = await shelve(await makeClip({ owners: [own.recipient], pieces: await film() }), own.identity)
    await inPage(shelved, async (page) => {
      const first = await page<number>('open', shelved.told)
      assert.ok(first < 8000, `first picture after ${first} ms`)
      assert.is((await page<Facts>('facts')).duration, 20)
      for (const second of [12.3, 3.2, 19.9]) {
        const { shown } = await page<{ shown: number }>('seek', second)
        assert.ok(shown <= second && shown > second - 0.07, `${shown} for ${second}`)
      }
      await page('seek', 10)
      assert.equal([await page('step', -1), await page('step', -1), await page('step', 1)], [9.9375, 9.875, 9.9375])
      const { findings, seen, total } = await page<Standing>('verdict', 'whole')
      assert.equal([findings, seen, total], [[], 41, 41])
      await page('seek', 17)
      await page('play', 8)
      assert.ok((await page<Facts>('facts')).at > 19.9)
    })
  })

  test('passes over what was changed or is missing, and names it', async () => {
    const own = await freshPair()
    const shelved = await shelve(await makeClip({ owners: [own.recipient], pieces: await film() }), own.identity)
    const bent = shelved.files.get(partOf(shelved, 5))?.slice() ?? new Uint8Array()
    bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1
    shelved.files.set(partOf(shelved, 5), bent)
    shelved.files.delete(partOf(shelved, 9))
    await inPage(shelved, async (page) => {
      await page('open', shelved.told)
      const { verdict, findings } = await page<Standing>('verdict', 'unsound')
      assert.is(verdict, 'unsound')
      await page('play', 4)
      const { at, passed } = await page<Facts>('facts')
      assert.ok(at > 19.9, `ended at ${at}`)
      assert.is(passed, 2)
      const codes = (await page<Standing>('verdict', 'unsound')).findings.map(({ code, n }) => `${code} ${n}`).sort()
      assert.equal(codes, ['bytes_missing 9', 'part_damaged 5'], JSON.stringify(findings))
    })
  })

  test('asks again for lines after a moment offline', async () => {
    const own = await freshPair()
    const shelved = await shelve(await makeClip({ owners: [own.recipient], pieces: await film() }), own.identity)
    await inPage(shelved, async (page) => {
      await page('open', shelved.told, 1)
      assert.is((await page<Standing>('verdict', 'whole')).verdict, 'whole')
    })
  })

  test('names a changed part without any lines, and says that not all could be checked', async () => {
    const own = await freshPair()
    const shelved = await shelve(await makeClip({ owners: [own.recipient], pieces: await film() }), own.identity)
    shelved.files.set(partOf(shelved, 5), shelved.files.get(partOf(shelved, 6)) ?? new Uint8Array())
    for (const path of shelved.files.keys()) if (path.includes('/lines?')) shelved.files.delete(path)
    await inPage(shelved, async (page) => {
      await page('open', shelved.told)
      await page('checkAll')
      const { verdict, findings } = await page<Standing>('verdict', 'unsound')
      assert.is(verdict, 'unsound')
      assert.ok(findings.some(({ code }) => code === 'part_misplaced'))
      assert.is((await page<Facts>('facts')).unread, 'http_404')
    })
  })

  test('shows nothing to a key the clip is not sealed to, and says why', async () => {
    const [own, stranger] = [await freshPair(), await freshPair()]
    const shelved = await shelve(await makeClip({ owners: [own.recipient], pieces: await film() }), stranger.identity)
    await inPage(shelved, async (page) => {
      await page('open', shelved.told)
      const { phase } = await page<Facts>('facts')
      assert.equal([phase.is, phase.code], ['failed', 'wrong_key'])
    })
  })

  test('says of a clip without an end only what is known so far', async () => {
    const own = await freshPair()
    const made = await makeClip({ owners: [own.recipient], pieces: await film(), ended: false })
    const shelved = await shelve(made, own.identity)
    await inPage(shelved, async (page) => {
      await page('open', shelved.told)
      const { verdict, findings } = await page<Standing>('verdict', 'so_far')
      assert.is(verdict, 'so_far')
      assert.equal(
        findings.map(({ code }) => code),
        ['no_end'],
      )
    })
  })
} else {
  process.stdout.write('skipped: the clip player needs chromium (apt-get install chromium)\n')
}

test.run()
