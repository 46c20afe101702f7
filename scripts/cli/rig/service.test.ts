import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection, within } from '#test/support/wait.ts'
import { EXIT } from '../exit.ts'
import { SpokenError } from '../spoken.ts'
import { runService } from './service.ts'

const test = suite('the unit around the flashing')

const refused = async (unit: string): Promise<SpokenError> => {
  const error = await rejection(within(runService('stop', unit), unit, 10_000))
  assert.instance(error, SpokenError)
  assert.is((error as SpokenError).code, 'flash_service_failed')
  return error as SpokenError
}

test('is a name: no option, no path, no second word reaches systemctl', async () => {
  for (const unit of ['', '--root=/x', '-H', '../x', 'a b', 'a;b', 'a\nb', '/etc/x.service', 'x'.repeat(90)])
    assert.is((await refused(unit)).exit, EXIT.usage, unit)
})

test('that does not stop is told of in the words of systemctl, or of the system that has none', async () => {
  const error = await refused('hausrecht-there-is-none.service')
  assert.is(error.exit, EXIT.fault)
  for (const text of [error.text.en, error.text.de])
    assert.match(text, /^systemctl stop hausrecht-there-is-none\.service [^:]+: ./)
})

test.run()
