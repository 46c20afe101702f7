import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ageText } from './ages.ts'
import { preferred } from './choices.ts'
import { PAGES, pageOf, pathOf } from './routes.ts'

const test = suite('paths of the app')

test('every page is found again by its own path', () => {
  for (const page of PAGES) assert.is(pageOf(pathOf(page)), page)
})

test('what follows a page is that page’s own, and an unknown path is told', () => {
  assert.is(pageOf('/timeline/visit/abc'), 'timeline')
  assert.is(pageOf('/nowhere'), undefined)
  assert.is(pageOf('/constructor'), undefined)
  assert.is(pageOf('//evil.example'), undefined)
})

test('the first language that is known is taken, else English', () => {
  assert.is(preferred(['fr-FR', 'de-AT', 'en']), 'de')
  assert.is(preferred(['en-GB', 'de']), 'en')
  assert.is(preferred(['fr']), 'en')
  assert.is(preferred([]), 'en')
})

test('an age is told in its largest unit, and never as a future', () => {
  assert.is(ageText(999, 'en'), '0s')
  assert.is(ageText(61_000, 'en'), '1m')
  assert.is(ageText(-5000, 'en'), '0s')
  assert.match(ageText(3 * 86_400_000, 'de'), /^3\s?T/)
})

test.run()
