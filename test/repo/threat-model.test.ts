// docs/threat-model.md says which test holds what: each of them exists and is about it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listFiles, readText } from './files.fixture.ts'

const PAGE = 'docs/threat-model.md'
const ATTACKS = 39
/** Those that what is there now must survive; the others come with the packages. */
const NOW = [...range(1, 36), 38, 39]

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}

interface Row {
  readonly no: number
  readonly holds: string
  readonly files: readonly string[]
}

const filesIn = (text: string): string[] => [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map((match) => match[1] ?? '')

const rowsOf = (page: string): Row[] =>
  [...page.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \|(.*)\|$/gm)].map((match) => ({
    no: Number(match[1]),
    holds: match[3] ?? '',
    files: filesIn(match[4] ?? ''),
  }))

/** "attack 7", "Attacks 7, 8 and 9"; a suite of the firmware says [a27, a28]. */
const mentions = (text: string, no: number): boolean =>
  new RegExp(`\\battacks? (?:\\d+(?:, | and ))*${no}\\b|\\[(?:a\\d+, )*a0?${no}[,\\]]`, 'i').test(text)

const test = suite('threat model')
const page = readText(PAGE)
const rows = rowsOf(page)

test('knows a row, and a mention when it sees one', () => {
  const [row] = rowsOf('| 7 | a thing | a thing against it | `a/b.test.ts`, `c.test.ts` |')
  assert.equal(row, { no: 7, holds: 'a thing against it', files: ['a/b.test.ts', 'c.test.ts'] })
  for (const text of ['attack 7: x', '(attacks 6, 7)', '[a7]', 'jam [a27, a7]']) assert.ok(mentions(text, 7), text)
  for (const text of ['attack 17', 'attack 71', '7', '[a27]']) assert.not(mentions(text, 7), text)
})

test('has each attack once, in order', () => {
  assert.equal(
    rows.map(({ no }) => no),
    range(1, ATTACKS),
  )
})

test('names only tests that there are', () => {
  const there = listFiles()
  const missing = [...new Set(filesIn(page))].filter((path) => !there.includes(path))
  assert.equal(missing, [])
})

test('names a test that is about the attack, for each that must be survived now', () => {
  const bare = rows.filter(({ no, files }) => NOW.includes(no) && !files.some((path) => mentions(readText(path), no)))
  assert.equal(
    bare.map(({ no }) => no),
    [],
  )
})

test('says of every other what it waits for, or names a test', () => {
  const silent = rows.filter(
    ({ no, holds, files }) => !NOW.includes(no) && files.length === 0 && !/\bcomes?\b/.test(holds),
  )
  assert.equal(
    silent.map(({ no }) => no),
    [],
  )
})

test('quotes tests by names that they have', () => {
  const quoted = [...page.matchAll(/`([\w./-]+\.test\.ts)`: “([^”]+)”/g)]
  assert.ok(quoted.length > 10)
  const wrong = quoted.filter(([, path = '', name = '']) => !readText(path).includes(name)).map(([all]) => all)
  assert.equal(wrong, [])
})

test('has a row that names tests for every number in test/attacks', () => {
  const tried = rows.filter(({ files }) => files.length > 0).map(({ no }) => no)
  const numbers = listFiles().flatMap((path) => /^test\/attacks\/a(\d+)-.*\.test\.ts$/.exec(path)?.[1] ?? [])
  assert.equal(
    numbers.map(Number).filter((no) => !tried.includes(no)),
    [],
  )
})

test.run()
