import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod'
import { HausrechtError } from './fault.ts'
import { readSettings } from './settings.ts'

const test = suite('settings')

const Schema = z.strictObject({
  port: z.int().default(1),
  tls: z.strictObject({ cert: z.string() }).optional(),
})

const faultOf = (toml: string): HausrechtError => {
  try {
    readSettings(Schema, toml, 'door.toml')
  } catch (error) {
    if (error instanceof HausrechtError) return error
  }
  throw new TypeError('settings that should be wrong were read')
}

test('reads what is right and fills in the rest', () => {
  assert.equal(readSettings(Schema, '', 'door.toml'), { port: 1 })
  assert.equal(readSettings(Schema, 'port = 5\n[tls]\ncert = "a"', 'door.toml'), { port: 5, tls: { cert: 'a' } })
})

test('lists every problem at once, each key with its full path', () => {
  const { code, message } = faultOf('port = "x"\nprot = 1\n[tls]\ncert = "a"\nkeey = "b"')
  assert.is(code, 'settings_wrong')
  for (const part of ['door.toml', 'port:', 'prot:', 'tls.keey:'])
    assert.ok(message.includes(part), `${part} in ${message}`)
})

test('says so when it is not TOML at all', () => {
  assert.match(faultOf('= =').message, /not TOML/)
})

test.run()
