import { PassThrough } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection, within } from '#test/support/wait.ts'
import { SpokenError } from '../spoken.ts'
import { type Person, personAt, YES_SAYER } from './person.ts'

const SOON = 2000

interface Standing {
  readonly input: PassThrough
  readonly shown: string[]
  readonly stop: AbortController
  readonly person: Person
}

const test = suite<{ at: Standing }>('whoever stands at the rig')

test.before.each((context) => {
  const [input, shown, stop] = [new PassThrough(), [] as string[], new AbortController()]
  context.at = { input, shown, stop, person: personAt(input, (text) => shown.push(text), stop.signal) }
})
test.after.each(({ at }) => {
  at.person.close()
  at.input.destroy()
})

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await rejection(within(work, 'an end', SOON))
  return error instanceof SpokenError ? error.code : String(error)
}

test('answers in either language, however it is written', async ({ at: { input, person } }) => {
  const said: readonly [string, boolean][] = [
    ...(['y', 'YES', ' j ', 'Ja', 'j\r'] as const).map((text): [string, boolean] => [text, true]),
    ...(['n', 'No', 'NEIN', ' n\r'] as const).map((text): [string, boolean] => [text, false]),
  ]
  for (const [text, means] of said) {
    input.write(`${text}\n`)
    assert.is(await within(person.yes('?'), text, SOON), means, text)
  }
})

test('is asked again until it is yes or no, and five times at most', async ({ at: { input, shown, person } }) => {
  input.write('perhaps\n\nyes\n')
  assert.ok(await within(person.yes('Lit? '), 'an answer', SOON))
  assert.equal(shown, ['Lit? ', 'Lit? ', 'Lit? '])
  input.write('1\n2\n3\n4\n5\ny\n')
  assert.is(await codeOf(person.yes('Lit? ')), 'rig_no_answer')
})

test('is waited for, and whatever is typed means ready', async ({ at: { input, shown, person } }) => {
  let isReady = false
  const ready = person.ready('Enter').then(() => {
    isReady = true
  })
  await new Promise((turn) => setTimeout(turn, 20))
  assert.equal([shown, isReady], [['Enter'], false])
  input.write('\n')
  await within(ready, 'it is ready', SOON)
})

test('is not there where the input ends, before a question or behind it', async ({ at: { input, person } }) => {
  const asked = codeOf(person.yes('?'))
  input.end()
  assert.is(await asked, 'rig_no_answer')
  assert.is(await codeOf(person.ready('?')), 'rig_no_answer')
})

test('has said everything that stood in the input before it ended', async ({ at: { input, person } }) => {
  input.end('y\nn\n')
  assert.equal([await person.yes('1'), await person.yes('2')], [true, false])
  assert.is(await codeOf(person.yes('3')), 'rig_no_answer')
})

test('is let go by Ctrl-C, in the middle of a question and before one', async ({ at: { stop, person } }) => {
  const asked = codeOf(person.yes('?'))
  stop.abort()
  assert.is(await asked, 'stopped')
  assert.is(await codeOf(person.ready('?')), 'stopped')
})

test('is let go by Ctrl-C that came before the first question', async ({ at: { stop, person } }) => {
  stop.abort()
  assert.is(await codeOf(person.yes('?')), 'stopped')
})

test('need not be there with --yes', async () => {
  await YES_SAYER.ready('?')
  assert.ok(await YES_SAYER.yes('?'))
})

test.run()
