import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSettings } from '#protocol/settings.ts'
import { COMMANDS } from '#scripts/cli/commands.ts'
import { settingsKeys } from '#scripts/docs/settings-keys.ts'
import { RECIPES, ROOMS } from '../recipes.ts'
import { changelog } from './changelog.ts'
import { copyrightFile } from './copyright.ts'
import { manual } from './manual.ts'
import { settingsFile } from './settings.ts'

const test = suite('the papers of a package')

const NOON = Date.UTC(2026, 0, 2, 12) / 1000

for (const room of ROOMS) {
  const { schema, set } = RECIPES[room].settings
  const installed = settingsFile(schema, ['Settings.'], set)
  const text = installed.replace('\nowners = []', `\nowners = ["${'A'.repeat(43)}"]`)

  test(`has settings for the ${room} that it takes as they are installed, with every key explained`, () => {
    readSettings(schema, text, `${room}.toml`)
    for (const { path, about } of settingsKeys(schema)) {
      assert.match(text, new RegExp(`^#?${path.split('.').at(-1)} = `, 'm'))
      assert.ok(text.includes(about.split(' ').slice(0, 3).join(' ')), path)
    }
  })

  test(`leaves nothing of the ${room}'s to say but, for the clip service, whose clips it keeps`, () => {
    const takes = (): unknown => readSettings(schema, installed, `${room}.toml`)
    if (room === 'cloud') assert.throws(takes, /put right:\n {2}owners: [^\n]*$/)
    else takes()
  })

  test(`says of the ${room} what holds: the same settings with every comment taken off`, () => {
    const bare = text.replaceAll(/^#(\w+ = )/gm, '$1')
    assert.is.not(bare, text)
    const read = (toml: string): unknown => readSettings(schema, toml, `${room}.toml`)
    // A key that is empty means the same as one that is left out, but that a table of nothing is not no table.
    assert.equal(Object.keys(read(bare) as object).sort(), Object.keys(read(text) as object).sort())
  })
}

test('refuses to leave a needed key empty, or to set one that is not there', () => {
  const { schema, set } = RECIPES.device.settings
  assert.throws(() => settingsFile(schema, [], { data: '/x' }), /bridge.url is needed/)
  assert.throws(() => settingsFile(schema, [], { ...set, nothing: 1 }), /no key nothing/)
})

test('tells every command of the command line in the manual, in lines that man takes for text', () => {
  const page = gunzipSync(manual(COMMANDS, '1.2.3', NOON)).toString()
  assert.match(page, /^\.TH HAUSRECHT 1 2026-01-02 "hausrecht 1\.2\.3"/)
  for (const { words } of COMMANDS) assert.ok(page.includes(`.SS ${words.replaceAll('-', '\\-')}`), words)
  const requests = new Set([...page.matchAll(/^\.(\w+)/gm)].map(([, name]) => name))
  assert.equal([...requests].sort(), ['B', 'I', 'PP', 'RE', 'RS', 'SH', 'SS', 'TH', 'TP'])
})

test('dates the changelog by the commit, and keeps the owner’s words', () => {
  const text = gunzipSync(
    changelog('p', '1.2.3', '# Changes\n\n## Unreleased\n\n### New\n- One\n  two.\n\n## 0\n- Old', NOON),
  )
  assert.is(
    text.toString(),
    'p (1.2.3) stable; urgency=medium\n\n  [ New ]\n  * One two.\n\n -- Hausrecht <hausrecht@localhost>  Fri, 02 Jan 2026 12:00:00 +0000\n',
  )
})

test('quotes each licence whole', () => {
  const part = { name: '@a/b', version: '1.0.0', integrity: '', licence: 'MIT', bundled: 1 }
  const text = copyrightFile('1.2.3', 'device', [{ ...part, text: 'MIT\n\nCopyright (c) 2020 Ada\n\n.dot' }])
  assert.match(text, /Files: .*@a\/b\/1\.0\.0\n/)
  assert.match(
    text,
    /Copyright: Copyright \(c\) 2020 Ada\nLicense: MIT\n MIT\n \.\n Copyright \(c\) 2020 Ada\n \.\n \.dot\n/,
  )
})

test.run()
