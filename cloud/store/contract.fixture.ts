// What every store must do, whatever it is made of. Run on each by its own test file.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'
import type { Entry, Store } from './port.ts'

/** Two clients of one store. */
export interface Pair {
  readonly one: Store
  readonly other: Store
}

const bytesOf = (text: string): Buffer => Buffer.from(text)

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}
const keysOf = async (entries: AsyncIterable<Entry>): Promise<string[]> => (await all(entries)).map(({ key }) => key)

const codeOf = (work: () => unknown): Promise<string> =>
  Promise.resolve()
    .then(work)
    .then(
      () => 'no fault',
      (error: unknown) => (error instanceof HausrechtError ? error.code : String(error)),
    )

const HOSTILE = [
  '',
  '/',
  'a/',
  '/a',
  'a//b',
  '..',
  '../a',
  'a/../b',
  'a/./b',
  'a\\b',
  'a b',
  'ä',
  'a\0',
  '%2e%2e',
  '.a',
]

/** @param pair made once, ended by whoever made it */
export const storeContract = (name: string, pair: () => Pair): void => {
  const test = suite<{ one: Store; other: Store; at: string }>(`store contract: ${name}`)
  test.before.each((context) => {
    Object.assign(context, pair(), { at: `t/${freshId()}/` })
  })

  test('gives back what was put, to every client', async ({ one, other, at }) => {
    assert.is(await one.putIfAbsent(`${at}a/b`, bytesOf('hello')), 'stored')
    assert.equal(await other.get(`${at}a/b`), { bytes: bytesOf('hello'), size: 5 })
    assert.is(await other.size(`${at}a/b`), 5)
    for (const key of [`${at}a/c`, `${at}b/b`]) {
      assert.is(await one.get(key), undefined)
      assert.is(await one.size(key), undefined)
    }
  })

  test('never puts over what is there, by whichever client', async ({ one, other, at }) => {
    await one.putIfAbsent(`${at}a`, bytesOf('first'))
    for (const store of [one, other]) assert.is(await store.putIfAbsent(`${at}a`, bytesOf('second')), 'exists')
    assert.is((await other.get(`${at}a`))?.bytes.toString(), 'first')
  })

  test('lets one of many at once store', async ({ one, at }) => {
    const put = await Promise.all(Array.from({ length: 8 }, (_, n) => one.putIfAbsent(`${at}x/y`, bytesOf(`${n}`))))
    assert.is(put.filter((outcome) => outcome === 'stored').length, 1)
    assert.is((await one.get(`${at}x/y`))?.bytes.toString(), String(put.indexOf('stored')))
  })

  test('replaces where told to', async ({ one, other, at }) => {
    await one.replace(`${at}a`, bytesOf('one'))
    await other.replace(`${at}a`, bytesOf('another'))
    assert.equal(await one.get(`${at}a`), { bytes: bytesOf('another'), size: 7 })
  })

  test('gives ranges, cut at the end, and the size of the whole', async ({ one, at }) => {
    await one.putIfAbsent(`${at}a`, bytesOf('0123456789'))
    const cases: [number, number | undefined, string][] = [
      [0, 0, '0'],
      [0, 3, '0123'],
      [4, undefined, '456789'],
      [9, 9, '9'],
      [8, 100, '89'],
      [10, undefined, ''],
      [500, 600, ''],
    ]
    for (const [from, to, text] of cases) {
      const found = await one.get(`${at}a`, to === undefined ? { from } : { from, to })
      assert.equal([found?.bytes.toString(), found?.size], [text, 10], `${from}-${to}`)
    }
  })

  test('lists in the order of bytes, with sizes, below the prefix only', async ({ one, other, at }) => {
    const keys = ['a/1', 'a-b', 'a/B', 'a/b', 'b/c/d', 'Z', 'a_', 'a/b_/c'].map((key) => at + key)
    for (const key of keys) await one.putIfAbsent(key, bytesOf(key.slice(-2)))
    await one.putIfAbsent(`${at.slice(0, -1)}x/a`, bytesOf('beside'))
    assert.equal(await keysOf(other.list(at)), [...keys].sort())
    assert.equal(await all(other.list(`${at}b/`)), [{ key: `${at}b/c/d`, size: 2 }])
    assert.equal(await all(one.list(`${at}nothing/`)), [])
    for (const after of [...keys, `${at}a/`, `${at}a/Bx`, `${at}zz`])
      assert.equal(await keysOf(one.list(at, after)), keys.filter((key) => key > after).sort(), after)
  })

  test('names what is one level below', async ({ one, at }) => {
    for (const key of ['x/1', 'x/2', 'x-y/1/2', 'A/1', 'plain']) await one.putIfAbsent(at + key, bytesOf('.'))
    assert.equal(
      await all(one.names(at)),
      ['A', 'x', 'x-y'].sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1)),
    )
    assert.equal(await all(one.names(`${at}nothing/`)), [])
  })

  test('removes, also what is not there, and takes the same key again', async ({ one, other, at }) => {
    await one.putIfAbsent(`${at}a/b/c`, bytesOf('1'))
    await other.remove(`${at}a/b/c`)
    await other.remove(`${at}a/b/c`)
    assert.is(await one.get(`${at}a/b/c`), undefined)
    assert.equal(await all(one.list(at)), [])
    assert.is(await one.putIfAbsent(`${at}a/b/c`, bytesOf('2')), 'stored')
    assert.is((await other.get(`${at}a/b/c`))?.bytes.toString(), '2')
  })

  test('copies, so that removing the one leaves the other', async ({ one, other, at }) => {
    await one.putIfAbsent(`${at}a`, bytesOf('kept'))
    assert.is(await one.copy(`${at}a`, `${at}deep/er/b`), true)
    assert.is(await one.copy(`${at}a`, `${at}deep/er/b`), true)
    await one.remove(`${at}a`)
    assert.is((await other.get(`${at}deep/er/b`))?.bytes.toString(), 'kept')
    assert.is(await one.copy(`${at}a`, `${at}c`), false)
    assert.is(await one.size(`${at}c`), undefined)
  })

  test('survives putting and removing in one place at once', async ({ one, other, at }) => {
    const rounds = Array.from({ length: 12 }, async (_, n) => {
      const store = n % 2 === 0 ? one : other
      assert.is(await store.putIfAbsent(`${at}p/q/${n}`, bytesOf(`${n}`)), 'stored')
      if (n % 3 === 0) await store.remove(`${at}p/q/${n}`)
    })
    await Promise.all(rounds)
    const left = Array.from({ length: 12 }, (_, n) => n).filter((n) => n % 3 !== 0)
    assert.equal(await keysOf(one.list(at)), left.map((n) => `${at}p/q/${n}`).sort())
  })

  test('keeps bytes of any kind and size', async ({ one, at }) => {
    const put = fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      const key = at + freshId()
      await one.putIfAbsent(key, bytes)
      assert.ok((await one.get(key))?.bytes.equals(bytes))
    })
    await fc.assert(put, { numRuns: 10 })
    const large = Buffer.alloc(8 * 1024 * 1024 + 4097, 7)
    await one.putIfAbsent(`${at}large`, large)
    assert.ok((await one.get(`${at}large`))?.bytes.equals(large))
    assert.is(await one.size(`${at}large`), large.length)
  })

  test('takes no key that leads elsewhere', async ({ one }) => {
    for (const key of HOSTILE) {
      const works = [
        () => one.putIfAbsent(key, bytesOf('x')),
        () => one.replace(key, bytesOf('x')),
        () => one.get(key),
        () => one.size(key),
        () => one.remove(key),
        () => one.copy(key, 'a'),
        () => one.copy('a', key),
        () => all(one.list(`${key}/`)),
        () => all(one.names(`${key}/`)),
      ]
      for (const work of works) assert.is(await codeOf(work), 'key_wrong', JSON.stringify(key))
    }
  })

  test.run()
}
