import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { BOOK_BYTES } from '#protocol/limits.ts'
import { freshSeed } from '#protocol/recovery.ts'
import { epochMs, type GrantId, type Thumbprint } from '#protocol/units.ts'
import { rejection, until, within } from '#test/support/wait.ts'
import type { Http, OwnerKey } from '../app.ts'
import { type BookContents, EMPTY_BOOK, type GrantNote } from '../book.ts'
import { makeKey } from '../keys/make.ts'
import { ownerKey } from '../keys/store.ts'
import { closeBook, openBook } from './envelope.ts'
import { createBook, type KeptBook } from './keep.ts'

const test = suite('the book that is kept')

const [key, other] = [ownerKey(await makeKey(freshSeed())), ownerKey(await makeKey(freshSeed()))]

/** As much of a database as one store needs: Node has none. */
const memory = (kept: Map<string, unknown>): IDBDatabase =>
  ({
    transaction: () => {
      const change = { objectStore: () => store, oncomplete: () => undefined }
      const store = {
        get: (name: string) => {
          const request = { result: kept.get(name), onsuccess: () => undefined }
          queueMicrotask(() => request.onsuccess())
          return request
        },
        put: (value: unknown, name: string) => {
          kept.set(name, value)
          queueMicrotask(() => change.oncomplete())
        },
      }
      return change
    },
  }) as never

interface Place {
  readonly book: KeptBook
  readonly kept: Map<string, unknown>
  readonly bridge: { copy: Uint8Array<ArrayBuffer> | undefined; puts: number }
}

const open = (kept = new Map<string, unknown>(), copy?: Uint8Array<ArrayBuffer>): Place => {
  const bridge: Place['bridge'] = { copy, puts: 0 }
  const response: Http['response'] = async (_path, init) => {
    if (init?.method !== 'PUT') {
      return bridge.copy ? new Response(bridge.copy, { headers: { etag: '"1"' } }) : new Response(null, { status: 204 })
    }
    bridge.puts += 1
    bridge.copy = init.body as Uint8Array<ArrayBuffer>
    return new Response(null, { status: 204 })
  }
  const http = { response, json: async () => undefined } as Http
  const book = createBook({ database: memory(kept), key, http, now: () => epochMs(1000), self: () => 'me' })
  return { book, kept, bridge }
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await rejection(within(promise, 'the book'))
  return error instanceof HausrechtError ? error.code : error.message
}

const addPerson = (book: BookContents): BookContents => ({
  ...book,
  people: [...book.people, { id: 'p'.repeat(43) as Thumbprint, at: epochMs(1), name: 'Ada', role: 'guest' }],
})
const grant = (n: number, link: string): GrantNote => ({
  id: String(n).padStart(22, 'A') as GrantId,
  at: epochMs(1),
  door: 'd'.repeat(43) as GrantNote['door'],
  name: `${n}`,
  role: 'guest',
  token: 't',
  link,
})
const sealed = (by: OwnerKey) => closeBook(by, addPerson(EMPTY_BOOK))

test('what this browser has and cannot open is written over by nothing', async () => {
  const lying = await sealed(other)
  for (const what of [lying, 'a text']) {
    const { book, kept, bridge } = open(new Map([['book', what]]))
    assert.is(await codeOf(book.load()), 'book_unreadable')
    assert.is(await codeOf(book.change(addPerson)), 'book_unreadable')
    await book.synchronise()
    assert.equal([book.sync.value, book.isOpen.value, bridge.puts], ['failed', false, 0])
    assert.is(kept.get('book'), what)
    book.close()
  }
})

test('what the bridge has and cannot be opened is written over by nothing', async () => {
  const lying = await sealed(other)
  const { book, bridge } = open(new Map(), lying)
  await book.load()
  await book.change(addPerson)
  await book.synchronise()
  assert.equal([book.sync.value, bridge.puts], ['failed', 0])
  assert.is(bridge.copy, lying)
  assert.is(book.contents.value.people[0]?.name, 'Ada')
  book.close()
})

test('a bridge that has forgotten its copy is given the one of this browser', async () => {
  const { book, bridge } = open(new Map([['book', await sealed(key)]]), await sealed(key))
  await book.load()
  await book.synchronise()
  assert.is(bridge.puts, 0, 'both have the same')
  bridge.copy = undefined
  await book.synchronise()
  assert.equal([book.sync.value, bridge.puts], ['synced', 1])
  assert.is((await openBook(key, bridge.copy ?? new Uint8Array()))?.people[0]?.name, 'Ada')
  book.close()
})

test('no change makes the book larger than can be opened again, and a full one can be emptied', async () => {
  const { book, kept, bridge } = open()
  await book.load()
  let added = 0
  const add = (): Promise<void> =>
    book.change((now) => ({ ...now, grants: [...now.grants, grant(added, 'l'.repeat(15_000))] }))
  let code = ''
  for (; code === '' && added < 60; added++) {
    code = await add().then(
      () => '',
      (error: unknown) => (error instanceof HausrechtError ? error.code : 'other'),
    )
  }
  assert.is(code, 'book_full')
  const held = book.contents.value.grants.length
  assert.is(held, added - 1)
  const here = kept.get('book') as Uint8Array<ArrayBuffer>
  assert.is((await openBook(key, here))?.grants.length, held)
  await until(() => book.sync.value === 'synced', 'the bridge has it')
  assert.ok((bridge.copy?.length ?? BOOK_BYTES + 1) <= BOOK_BYTES)
  await book.change((now) => ({ ...now, grants: now.grants.slice(1) }))
  await book.synchronise()
  assert.equal([book.contents.value.grants.length, book.sync.value], [held - 1, 'synced'])
  book.close()
})

test.run()
