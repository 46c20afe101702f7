import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { freshSeed } from '#protocol/recovery.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { epochMs } from '#protocol/units.ts'
import { type BookContents, EMPTY_BOOK, mergeBooks, type PersonNote } from '../book.ts'
import { makeKey } from '../keys/make.ts'
import { ownerKey } from '../keys/store.ts'
import { closeBook, openBook } from './envelope.ts'
import { isSame, present, stamp } from './stamp.ts'

const test = suite('the owner’s book')

const idOf = (n: number): Thumbprint => String(n).padStart(43, 'p') as Thumbprint
const person = (n: number, name: string, at = 1): PersonNote => ({ id: idOf(n), at: epochMs(at), name, role: 'guest' })
const withPeople = (...people: PersonNote[]): BookContents => ({ ...EMPTY_BOOK, people })
const names = (book: BookContents): string[] => present(book).people.map(({ name }) => name)

/** No two notes of one id with one time, as stamping makes sure. */
const books = fc
  .uniqueArray(fc.record({ n: fc.nat(5), at: fc.nat(50) }), { selector: ({ n }) => n })
  .map((notes) => withPeople(...notes.map(({ n, at }) => person(n, `${n} at ${at}`, at))))

const codeOf = (error: unknown): unknown => (error instanceof HausrechtError ? error.code : error)
const nameOf = (error: unknown): unknown => (error instanceof Error ? error.name : error)

test('is the same whoever merges first, and however often', () => {
  const same = (one: BookContents, other: BookContents) => assert.ok(isSame(mergeBooks(one, EMPTY_BOOK), other))
  fc.assert(
    fc.property(books, books, books, (a, b, c) => {
      same(mergeBooks(a, b), mergeBooks(b, a))
      same(mergeBooks(mergeBooks(a, b), c), mergeBooks(a, mergeBooks(b, c)))
      same(mergeBooks(mergeBooks(a, b), b), mergeBooks(a, b))
    }),
  )
})

test('what one device took out stays out when another one still has it', () => {
  const both = withPeople(person(1, 'Ada'), person(2, 'Ben'))
  const here = stamp(both, withPeople(person(2, 'Ben')), 100)
  assert.equal(names(mergeBooks(here, both)), ['Ben'])
  assert.equal(names(mergeBooks(both, here)), ['Ben'])
})

test('a change counts as later even where the clock is behind', () => {
  const before = withPeople(person(1, 'Ada', 5000))
  const after = stamp(before, withPeople(person(1, 'Eva', 5000)), 10)
  assert.equal(names(mergeBooks(before, after)), ['Eva'])
})

test('what is gone keeps no name, and is forgotten after a year and a bit', () => {
  const gone = stamp(withPeople(person(1, 'Ada')), EMPTY_BOOK, 100)
  assert.is(gone.people[0]?.name, '')
  assert.equal(stamp(gone, EMPTY_BOOK, 100 + 401 * 86_400_000).people, [])
})

test('opens for its owner alone, and only when the owner wrote it', async () => {
  const [mine, other] = [ownerKey(await makeKey(freshSeed())), ownerKey(await makeKey(freshSeed()))]
  const book = withPeople(person(1, 'Ada'))
  const sealed = await closeBook(mine, book)
  assert.not.match(Buffer.from(sealed).toString('latin1'), /Ada/)
  assert.equal(await openBook(mine, sealed), book)
  const stranger = await openBook(other, sealed).catch(codeOf)
  assert.is(stranger, 'seal_wrong_key')
  // Sealed to the owner, whose recipient is no secret, and signed by somebody else.
  const forged = await closeBook({ ...other, recipient: mine.recipient }, book)
  assert.is(await openBook(mine, forged), undefined)
})

test('the key that is kept can be read out by nobody', async () => {
  const kept = await makeKey(freshSeed())
  for (const key of [kept.signing, kept.opening]) {
    const out = await crypto.subtle.exportKey('jwk', key).catch(nameOf)
    assert.ok(typeof out === 'string' && out.startsWith('InvalidAccess'))
  }
})

test.run()
