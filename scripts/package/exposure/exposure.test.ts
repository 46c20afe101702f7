import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exposures, pasted, written } from './exposure.ts'

const page = readFileSync(new URL('../../../docs/running-on-a-pi.md', import.meta.url), 'utf8')
/** Versions of systemd weigh differently. */
const APART_MOST = 0.4

const test = suite('how exposed the units are')

test('the page is written anew without losing anything', () => {
  assert.is(pasted(page, written(page)), page)
  const changed = pasted(page, { systemd: 999, scores: new Map([['hausrecht-device', 3.4]]) })
  assert.is(written(changed).systemd, 999)
  assert.is(written(changed).scores.get('hausrecht-device'), 3.4)
})

// Needs systemd-analyze.
const asked = spawnSync('systemd-analyze', ['--version']).error === undefined ? test : test.skip
asked(`is what the page says${asked === test ? '' : ' (needs systemd-analyze)'}`, () => {
  const [found, said] = [exposures(), written(page)]
  assert.equal([...said.scores.keys()].sort(), [...found.scores.keys()].sort())
  const most = found.systemd === said.systemd ? 0.01 : APART_MOST
  for (const [unit, score] of found.scores)
    assert.ok(Math.abs(score - (said.scores.get(unit) ?? 0)) <= most, `${unit}: ${score}, systemd ${found.systemd}`)
})

test.run()
