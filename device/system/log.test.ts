import { fstatSync } from 'node:fs'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isJournal, withPriority } from './log.ts'

const test = suite('log for the journal')

test('puts the priority of each level before the line', () => {
  const lines: string[] = []
  const log = pino(
    { level: 'trace', base: null, timestamp: false },
    { write: (line) => lines.push(withPriority(line)) },
  )
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level]('said')
  assert.equal(
    lines,
    ['<7>{"level":10', '<7>{"level":20', '<6>{"level":30', '<4>{"level":40', '<3>{"level":50', '<2>{"level":60'].map(
      (front) => `${front},"msg":"said"}\n`,
    ),
  )
})

test('leaves a line alone that is none of its own', () => {
  assert.is(withPriority('Error: at startup\n'), 'Error: at startup\n')
  assert.is(withPriority('{"level":35,"msg":"odd"}\n'), '{"level":35,"msg":"odd"}\n')
})

test('knows the journal by the stream it was given', () => {
  const { dev, ino } = fstatSync(2)
  assert.ok(isJournal(`${dev}:${ino}`, 2))
  assert.not(isJournal(`${dev}:${ino + 1}`, 2))
  assert.not(isJournal(undefined, 2))
})

test.run()
