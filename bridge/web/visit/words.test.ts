import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fill } from '../core/words.ts'
import { momentName } from './access/times.ts'
import { WORDS } from './words.ts'

const test = suite("the words of the courier's page")

test('the end of an access reads well whether it is today, tomorrow or later', () => {
  const now = Date.UTC(2026, 10, 23, 9)
  const said = (at: number, spoken: 'en' | 'de') =>
    fill(WORDS.ends_on[spoken], { day: momentName(at, now, spoken, 'UTC') })
  const today = Date.UTC(2026, 10, 23, 16)
  assert.is(said(today, 'de'), 'Der Zugang endet: 16:00')
  assert.is(said(today, 'en'), 'The access ends: 16:00')
  assert.is(said(today + 86_400_000, 'de'), 'Der Zugang endet: morgen 16:00')
  assert.is(said(today + 86_400_000, 'en'), 'The access ends: tomorrow 16:00')
})

test.run()
