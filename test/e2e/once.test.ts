// `npm start -- --once` as a newcomer sees it: one visit from end to end, five that are refused, the journal sound.

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startProgram } from './program.fixture.ts'

const LIMIT = 60_000

const test = suite<{ folder: string }>('one visit by itself')

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'hausrecht-e2e-'))
})
test.after.each(({ folder }) => rm(folder, { recursive: true, force: true }))

/** Milliseconds at the beginning of the line that says this. */
const timeOf = (out: string, text: string): number => {
  const line = out.split('\n').find((candidate) => candidate.includes(text)) ?? ''
  return Number(/^\s*([\d.]+) ms/.exec(line)?.[1] ?? Number.NaN)
}

test('opens, closes, refuses and verifies, in German for who speaks it', async ({ folder }) => {
  const program = startProgram(['--once'], folder, LIMIT, { LANG: 'de_DE.UTF-8', TMPDIR: folder })
  assert.is(await program.exit, 0, program.out + program.err)
  assert.is(program.err, '')
  const { out } = program
  const steps = [
    'fragt über die Brücke',
    'erste Flanke am Pin',
    'hört „geöffnet“',
    'drückt die Tür auf',
    'zieht die Tür zu',
    'hört „geschlossen“',
  ]
  const times = steps.map((step) => timeOf(out, step))
  assert.ok(
    times.every((time, at) => time >= (times[at - 1] ?? 0)),
    `${times.join(' ')}\n${out}`,
  )
  for (const code of ['outside_window', 'revoked', 'wrong_key', 'used_up', 'recorder_absent']) assert.match(out, code)
  assert.match(out, 'Dabei hat der Riegel 0-mal seine Lage verlassen.')
  assert.match(out, 'stimmen bis Eintrag')
  assert.not.ok(out.includes('\u001b['), 'colours are for terminals')
  const left = (await readdir(folder)).filter((name) => name.startsWith('hausrecht'))
  assert.equal(left, [], 'nothing is left behind')
})

test('tells an option it does not know, and helps', async ({ folder }) => {
  const strange = startProgram(['--onec'], folder, LIMIT)
  assert.is(await strange.exit, 2)
  assert.match(strange.err, '--onec')
  const help = startProgram(['--help'], folder, LIMIT)
  assert.is(await help.exit, 0)
  assert.match(help.out, '--fresh')
  assert.equal(await readdir(folder), [])
})

test.run()
