import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findCommand, readOptions } from './arguments.ts'
import { type Caller, openCaller } from './call.fixture.ts'
import { COMMANDS } from './commands.ts'

const test = suite<{ call: Caller }>('what is typed')

test.before.each(async (context) => {
  context.call = await openCaller()
})
test.after.each(({ call }) => call.close())

test('finds a command behind options that stand everywhere', () => {
  const called = findCommand(['--home', 'grant', 'grant', '--json', 'give', '--to', 'x'], COMMANDS)
  assert.is(called.command?.words, 'grant give')
  assert.equal(called.rest, ['--home', 'grant', '--json', '--to', 'x'])
})

test('takes the longest run of words, and leaves operands alone', () => {
  assert.equal(findCommand(['key', 'show', 'list'], COMMANDS).rest, ['list'])
  assert.is(findCommand(['key', 'show', 'list'], COMMANDS).command?.words, 'key show')
  assert.is(findCommand(['grant'], COMMANDS).command, undefined)
  assert.is(findCommand(['nonsense'], COMMANDS).words, '')
})

test('reads “--name=value”, and “-” as a value', () => {
  assert.equal(readOptions(['--grant=a b', 'x'], { grant: { value: 'F', about: { en: '', de: '' } } }), {
    values: { grant: 'a b' },
    operands: ['x'],
  })
  assert.is(readOptions(['--grant', '-'], { grant: { value: 'F', about: { en: '', de: '' } } }).values['grant'], '-')
})

test('takes an id that begins with “-” for what it is', () => {
  const key = { key: { value: 'KEY', about: { en: '', de: '' } } }
  const [clip, door] = ['-2abcdefghijklmnopqrs_', `--${'x'.repeat(41)}`]
  assert.equal(readOptions(['--key', door, clip], key), { values: { key: door }, operands: [clip] })
  assert.equal(readOptions(['-2abcdef'], key), { values: {}, operands: ['-2abcdef'] })
  assert.throws(() => readOptions(['-2abc'], key))
  assert.throws(() => readOptions(['--sealde'], key))
})

const wrong: readonly (readonly [code: string, argv: readonly string[]])[] = [
  ['command_unknown', ['open', 'sesame']],
  ['command_unknown', ['grant', 'take']],
  ['option_unknown', ['key', 'list', '--loud']],
  ['option_unknown', ['key', 'list', '-x']],
  ['option_unknown', ['key', 'list', '--constructor']],
  ['option_value_missing', ['key', 'make', '--name']],
  ['option_value_missing', ['key', 'make', '--name', '--lang', 'de']],
  ['option_no_value', ['status', '--json=yes']],
  ['option_twice', ['key', 'make', '--name', 'a', '--name', 'b']],
  ['option_needed', ['grant', 'give', '--link']],
  ['operand_needed', ['link', 'open']],
  ['operand_unexpected', ['key', 'list', 'all']],
  ['name_wrong', ['key', 'make', '--name', '../x']],
  ['language_unknown', ['key', 'list', '--lang', 'fr']],
  ['door_none', ['unlock']],
  ['key_missing', ['key', 'show', 'nobody']],
  ['sim_where', ['sim', 'open']],
  ['sim_keys', ['sim', 'type', 'abc']],
  ['link_unreadable', ['link', 'open', 'https://example.org/#nothing']],
]

for (const [code, argv] of wrong) {
  test(`ends with 2 and says why: ${argv.join(' ')}`, async ({ call }) => {
    const plain = await call(...argv)
    assert.is(plain.exit, 2)
    assert.is(plain.out, '')
    assert.ok(plain.err.length > 10)
    const json = await call('--json', ...argv)
    assert.is(json.exit, 2)
    assert.is(json.json['usage'], argv.includes('--json=yes') ? 'option_twice' : code)
  })
}

test('answers “-h” and “--help” with a page and 0, in the language asked for', async ({ call }) => {
  const english = await call('unlock', '-h')
  assert.is(english.exit, 0)
  assert.match(english.out, 'Usage: npx hausrecht unlock')
  assert.match((await call('--help', '--lang', 'de')).out, 'Aufruf:')
  assert.match((await call.with({ LANG: 'de_DE.UTF-8' })('grant', 'give', '--help')).out, 'jemandem Zugang geben')
})

test('lists what could follow half a command', async ({ call }) => {
  const half = await call('grant')
  assert.is(half.exit, 2)
  assert.match(half.err, 'grant revoke')
  assert.not.match(half.err, 'key make')
})

test('has a help page for every command, with its examples', async ({ call }) => {
  for (const command of COMMANDS) {
    const page = await call(...command.words.split(' '), '--help')
    assert.is(page.exit, 0, command.words)
    for (const example of command.examples) assert.ok(page.out.includes(`npx hausrecht ${example}`), example)
    for (const name of Object.keys(command.options)) assert.ok(page.out.includes(`--${name}`), name)
  }
})

test('gives examples that can be read as they stand', () => {
  for (const command of COMMANDS) {
    for (const example of command.examples) {
      const argv = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
      const called = findCommand(argv, COMMANDS)
      assert.is(called.command?.words, command.words, example)
      assert.not.throws(() => readOptions(called.rest, command.options), undefined, example)
    }
  }
})

test.run()
