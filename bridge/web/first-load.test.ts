import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { firstLoads } from './first-load.ts'

const test = suite('files of a first load')

/** What each module imports at once, and later. */
const GRAPH: Readonly<Record<string, readonly [atOnce: readonly string[], later?: readonly string[]]>> = {
  'index.html': [['app/main.tsx']],
  'app/main.tsx': [['shell', 'words']],
  shell: [['link', 'words'], ['player']],
  link: [['live']],
  live: [[]],
  player: [['seal', 'terms']],
  seal: [[]],
  'visit.html': [['visit/main.tsx']],
  'visit/main.tsx': [['button']],
  button: [['words', 'terms'], ['watch']],
  terms: [[]],
  watch: [['live']],
  words: [[]],
}

const fileOf = (id: string): string | undefined => {
  const groups = firstLoads({ app: 'index.html', visit: 'visit.html' })
  const getModuleInfo = (asked: string) => {
    const [importedIds, dynamicallyImportedIds = []] = GRAPH[asked] ?? [[]]
    return { importedIds, dynamicallyImportedIds }
  }
  const named = [...groups]
    .sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0))
    .map(({ name }) => (typeof name === 'function' ? name(id, { getModuleInfo } as never) : name))
  return named.find((name) => name !== null && name !== undefined) ?? undefined
}

test('what both pages need at once is in one file, what one needs in a file of its own', () => {
  assert.is(fileOf('words'), 'shared')
  assert.equal([fileOf('shell'), fileOf('link')], ['app-own', 'app-own'])
  assert.is(fileOf('button'), 'visit-own')
})

test('what the other page may want later does not bring the whole page with it', () => {
  assert.is(fileOf('live'), 'app-lent')
  assert.is(fileOf('terms'), 'visit-lent')
})

test('what is only needed later, and what begins a page, is in none of them', () => {
  for (const id of ['player', 'seal', 'watch', 'index.html', 'app/main.tsx', 'visit/main.tsx']) {
    assert.is(fileOf(id), undefined, id)
  }
})

test.run()
