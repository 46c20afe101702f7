import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PAGES } from './pages.ts'

const test = suite('pages made from code')

for (const [name, page] of Object.entries(PAGES)) {
  test(`docs/${name} says what the code says (npm run docs)`, () => {
    assert.is(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'), page())
  })
}

test.run()
