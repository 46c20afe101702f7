import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NOTICES } from '#protocol/notice.ts'
import { STEPS } from '#protocol/receipt.ts'
import { ALARMS, BoltSchema, LeafSchema } from '#protocol/state.ts'
import { WORDS as START_WORDS } from '#scripts/start/words.ts'
import { COMMANDS } from './commands.ts'
import { EXIT_ABOUT } from './exit.ts'
import { EVERYWHERE } from './options.ts'
import { fill, fillBoth, languageOf, slotsOf, type Text } from './text.ts'
import { WORDS } from './words.ts'

const test = suite('words')

const commandTexts = (): Record<string, Text> =>
  Object.fromEntries(
    COMMANDS.flatMap((command) => [
      [command.words, command.about] as const,
      ...(command.notes ?? []).map((note, at) => [`${command.words} note ${at}`, note] as const),
      ...(command.operands ?? []).map(({ name, about }) => [`${command.words} ${name}`, about] as const),
      ...Object.entries(command.options).map(([name, { about }]) => [`${command.words} --${name}`, about] as const),
    ]),
  )

const everywhere = Object.fromEntries(Object.entries(EVERYWHERE).map(([name, { about }]) => [name, about]))
const tables: Record<string, Readonly<Record<string, Text>>> = {
  words: WORDS,
  start: START_WORDS,
  commands: commandTexts(),
  everywhere,
  exit: EXIT_ABOUT,
}

for (const [name, table] of Object.entries(tables)) {
  test(`says everything in both languages: ${name}`, () => {
    assert.ok(Object.keys(table).length > 0)
    const empty = Object.entries(table).filter(([, text]) => text.en.trim() === '' || text.de.trim() === '')
    assert.equal(
      empty.map(([key]) => key),
      [],
    )
  })

  test(`names the same slots in both languages: ${name}`, () => {
    const uneven = Object.entries(table).filter(
      ([, { en, de }]) =>
        new Set(slotsOf(en)).size !== new Set(slotsOf(de)).size ||
        slotsOf(en).some((slot) => !slotsOf(de).includes(slot)),
    )
    assert.equal(
      uneven.map(([key]) => key),
      [],
    )
  })
}

test('has words for every state, step, alarm and notice there is', () => {
  const keys = [
    ...BoltSchema.options.map((bolt) => `bolt_${bolt}`),
    ...LeafSchema.options.map((leaf) => `leaf_${leaf}`),
    ...STEPS.map((step) => `step_${step}`),
    ...ALARMS.map((alarm) => `alarm_${alarm}`),
    ...NOTICES.map((notice) => `notice_${notice}`),
  ]
  assert.equal(
    keys.filter((key) => !Object.hasOwn(WORDS, key)),
    [],
  )
})

test('fills slots and leaves open what has no value', () => {
  assert.is(fill('{a} and {b}', { a: 1 }), '1 and {b}')
  assert.equal(fillBoth({ en: 'x {n}', de: 'y {n}' }, { n: 'z' }), { en: 'x z', de: 'y z' })
})

test('says one otherwise than many', () => {
  const text = 'opened {n|once|# times} by {who}'
  assert.equal(
    [1, 2, 0, '?'].map((n) => fill(text, { n, who: 'me' })),
    ['opened once by me', 'opened 2 times by me', 'opened 0 times by me', 'opened ? times by me'],
  )
  assert.is(fill(text, { who: 'me' }), 'opened {n|once|# times} by me')
  assert.equal(slotsOf(text), ['n', 'who'])
})

test('takes the language from the first variable that is set', () => {
  assert.is(languageOf({ LANG: 'de_DE.UTF-8' }), 'de')
  assert.is(languageOf({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }), 'en')
  assert.is(languageOf({ LC_ALL: '', LC_MESSAGES: 'de_AT', LANG: 'en_US' }), 'de')
  assert.is(languageOf({}), 'en')
})

test.run()
