// Every test file of the project is run by `npm test`: none hides in a folder nobody looks into.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findTests } from '#scripts/suites/find.ts'
import { listFiles, root } from './files.fixture.ts'

const test = suite('tests')

test('runs every test file there is', () => {
  const there = listFiles().filter((path) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(path))
  assert.ok(there.length > 0)
  assert.equal(
    there.filter((path) => !findTests(root, []).includes(path)),
    [],
  )
})

test('runs a part when asked for it', () => {
  assert.equal(findTests(root, ['repo/tests.test']), ['test/repo/tests.test.ts'])
  assert.equal(findTests(root, ['./test/repo/tests.test.ts']), ['test/repo/tests.test.ts'])
  assert.equal(findTests(root, ['no such place']), [])
})

test.run()
