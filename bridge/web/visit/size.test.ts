// The page of a courier is one page on a bad network: what its first load fetches has a bound.

import { brotliCompressSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Built, buildPages } from './built.fixture.ts'

const test = suite("the size of the courier's page")
let built: Built

test.before(async () => {
  built = await buildPages()
})
test.after(() => built.remove())

const MOST = 60_000

test('the first load is at most 60 kB compressed, either way', async () => {
  const files = [...(await built.firstLoad()).values()]
  const gzip = files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0)
  const brotli = files.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0)
  process.stdout.write(`courier's page: ${files.length} files, ${gzip} B gzip, ${brotli} B brotli\n`)
  assert.ok(files.length >= 3, 'page, script and style are found')
  assert.ok(gzip <= MOST && brotli <= MOST, `${gzip} ${brotli}`)
})

test('none of it brings the large libraries along', async () => {
  const text = [...(await built.firstLoad()).values()].join('\n')
  for (const mark of ['ZodError', 'RRULE:', 'BLAKE', 'age-encryption.org']) assert.not(text.includes(mark), mark)
})

test('nothing in it names another origin than its own', async () => {
  const text = [...(await built.firstLoad()).values()].join('\n')
  const named = [...text.matchAll(/\bhttps?:\/\/[\w.-]+/g)].map(([url]) => url)
  assert.equal(
    named.filter((url) => !/^http:\/\/www\.w3\.org$/.test(url)),
    [],
  )
})

test.run()
