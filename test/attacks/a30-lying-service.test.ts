// Attack 30: the service itself lies in its lists: it hides a clip, makes one up, shows one clip's head under another's
// name, or says that there is more or less of it. The owner's tools believe only what the door signed.

import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeClip } from '#protocol/clip/clip.fixture.ts'
import { type ClipHouse, openClipHouse } from '#scripts/cli/clips/clips.fixture.ts'

interface Row {
  clip: string
  head: string
  parts: number
  ended: boolean
}
type Lie = (rows: Row[]) => Row[]

interface Liar {
  readonly url: string
  lie: Lie
  close(): Promise<void>
}

/** Says what the real service says, but for its list of clips. */
const openLiar = async (real: string): Promise<Liar> => {
  const liar: Liar = { url: '', lie: (rows) => rows, close: async () => undefined }
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers
    const answering = async (): Promise<void> => {
      const answer = await fetch(new URL(request.url ?? '/', real), {
        headers: { authorization },
        signal: AbortSignal.timeout(5000),
      })
      let body = Buffer.from(await answer.arrayBuffer())
      if (/\/clips(\?|$)/.test(request.url ?? '') && answer.ok) {
        const page = JSON.parse(body.toString()) as { clips: Row[] }
        body = Buffer.from(JSON.stringify({ ...page, clips: liar.lie(page.clips) }))
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
      response.end(body)
    }
    answering().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(liar, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

const test = suite<{ house: ClipHouse; liar: Liar }>('attack 30: a service that lies in its lists')

test.before(async (scene) => {
  scene.house = await openClipHouse()
  scene.liar = await openLiar(scene.house.url)
})
test.after(async ({ house, liar }) => {
  await liar.close()
  await house.close()
})

test('is caught by what the door signed and wrote down', async ({ house, liar }) => {
  const { call, folder, journal, door } = house
  const [first, second] = [await house.bring(), await house.bring()]
  const path = join(folder, 'journal.jsonl')
  await writeFile(path, journal.lines.map((line) => `${line}\n`).join(''))
  const check = () => call('clips', 'check', '--cloud', liar.url, '--journal', path)
  assert.is((await check()).exit, 0, 'an honest list')

  liar.lie = (rows) => rows.filter(({ clip }) => clip !== first.clip)
  const hidden = await check()
  assert.is(hidden.exit, 3)
  assert.match(hidden.out, `MISSING: clip ${first.clip}`)

  const stranger = await makeClip()
  liar.lie = (rows) =>
    rows.map((row) => (row.clip === first.clip ? { ...row, clip: stranger.clip, head: stranger.head } : row))
  const invented = await check()
  assert.match(invented.out, `CHANGED: the service has a clip ${stranger.clip}`)
  assert.match((await call('clips', 'list', '--cloud', liar.url)).out, /NOT signed by this door/)

  const own = await makeClip({ door })
  liar.lie = (rows) => [...rows, { ...(rows[0] as Row), clip: own.clip, head: own.head }]
  assert.match((await check()).out, `CHANGED: the service has a clip ${own.clip}`, 'by the stolen key of the door')

  liar.lie = (rows) => rows.map((row, at) => ({ ...row, head: rows[rows.length - 1 - at]?.head ?? '' }))
  const swapped = await call('clips', 'list', '--cloud', liar.url)
  assert.is(swapped.out.match(/NOT signed by this door/g)?.length, 2, swapped.out)

  liar.lie = (rows) => rows.map((row) => ({ ...row, parts: 1 }))
  assert.match((await check()).out, `MISSING: of clip ${second.clip}`)
  liar.lie = (rows) => rows.map((row) => ({ ...row, parts: 1, ended: false }))
  const film = join(folder, 'film.mp4')
  const played = await call('clips', 'play', first.clip, '--to', film, '--cloud', liar.url)
  assert.is(played.exit, 0, played.out + played.err)
  assert.equal(await readFile(film), Buffer.concat(first.plain))
})

test.run()
