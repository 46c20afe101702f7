// `npm start -- --once` as a newcomer sees it: one visit and its film, five that are refused, the journal sound.

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Program, startProgram } from './program.fixture.ts'

/** It takes 20 s where nothing else runs; a test may take a minute, so what it does is looked at in steps. */
const LIMIT = 150_000
const STEP = 55_000

const test = suite<{ folder: string; program: Program }>('one visit by itself')

test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'hausrecht-e2e-'))
  const env = { LANG: 'de_DE.UTF-8', TMPDIR: context.folder }
  context.program = startProgram(['--once'], context.folder, LIMIT, env)
})
test.after(async ({ folder, program }) => {
  if (program.child.exitCode === null) await program.interrupt()
  await rm(folder, { recursive: true, force: true })
})

/** Milliseconds at the beginning of the line that says this. */
const timeOf = (out: string, text: string): number => {
  const line = out.split('\n').find((candidate) => candidate.includes(text)) ?? ''
  return Number(/^\s*([\d.]+) ms/.exec(line)?.[1] ?? Number.NaN)
}

const figure = (text: string | undefined): number => Number((text ?? '').replace(',', '.'))

test('gets a house ready, told in German for who speaks it', ({ program }) =>
  program.says('Die Kamera merkt sich die letzten Sekunden', STEP))

test('films before the bolt moves, opens and closes', async ({ program }) => {
  await program.says('hört „geschlossen“', STEP)
  const steps = [
    'fragt über die Brücke',
    'filmt: Der erste versiegelte Abschnitt ist gesichert',
    'stimmt auch zu und schreibt es auf',
    'erste Flanke am Pin',
    'hört „geöffnet“',
    'drückt die Tür auf',
    'zieht die Tür zu',
    'hört „geschlossen“',
  ]
  const times = steps.map((step) => timeOf(program.out, step))
  assert.ok(
    times.every((time, at) => time >= (times[at - 1] ?? 0)),
    `${times.join(' ')}\n${program.out}`,
  )
})

test('plays the film back, which begins before the knock, and checks it as evidence', async ({ program }) => {
  await program.says('Als Beweismittel ausgegeben und ohne Netz geprüft', STEP)
  const told = /([\d,]+) s in (\d+) Bildern, von ([\d,]+) s vor der Anfrage an/.exec(program.out)
  const [seconds, pictures, before] = (told ?? []).slice(1).map(figure)
  assert.ok(seconds && pictures && before, program.out)
  assert.ok(before >= 5 && seconds > before + 2, told?.[0])
  // Fifteen a second, but for those a busy machine could not draw.
  assert.ok(pictures > 4 * seconds, told?.[0])
  assert.match(program.out, 'jede Unterschrift, kein Teil fehlt')
})

test('refuses, verifies, and leaves nothing behind', async ({ folder, program }) => {
  assert.is(await program.exit, 0, program.out + program.err)
  assert.is(program.err, '')
  const { out } = program
  for (const code of ['outside_window', 'revoked', 'wrong_key', 'used_up', 'recorder_covered']) assert.match(out, code)
  assert.match(out, 'Dabei hat der Riegel 0-mal seine Lage verlassen.')
  assert.match(out, 'stimmen bis Eintrag')
  assert.not.ok(out.includes('\u001b['), 'colours are for terminals')
  const left = (await readdir(folder)).filter((name) => name.startsWith('hausrecht'))
  assert.equal(left, [], 'nothing is left behind')
})

test('tells an option it does not know, and helps', async ({ folder }) => {
  const strange = startProgram(['--onec'], folder, STEP)
  assert.is(await strange.exit, 2)
  assert.match(strange.err, '--onec')
  const help = startProgram(['--help'], folder, STEP)
  assert.is(await help.exit, 0)
  assert.match(help.out, '--fresh')
  assert.equal(
    (await readdir(folder)).filter((name) => name.startsWith('.hausrecht')),
    [],
  )
})

test.run()
