// The import walls of the plan: what each room may know of the others, and where each hardware or
// storage library may appear. A wall that is in the way is a question for the plan, not for this file.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isTest, rooms } from './files.fixture.ts'
import { allImports, folderOf, type Import, importsOf, roomOf } from './imports.fixture.ts'

/** What the code of a room may import besides itself; tests beside it may also reach hardware and test. */
const mayImport: Record<string, readonly string[]> = {
  protocol: [],
  device: ['protocol', 'hardware/contract'],
  bridge: ['protocol'],
  cloud: ['protocol'],
  hardware: ['protocol'],
  scripts: rooms,
  test: rooms,
}
const alsoInTests = ['protocol', 'hardware', 'test']

/** Libraries that one folder of the whole project hides from the rest. */
const oneFolder = [
  'johnny-five',
  'firmata',
  'serialport',
  'aedes',
  'better-sqlite3',
  'kysely',
  'avr8js',
  'prom-client',
  'age-encryption',
  'minio',
  '@roamhq/wrtc',
  'web-push',
  'u8-mqtt',
]
/** Libraries that one folder of each room hides. */
const oneFolderARoom = ['mqtt', 'fastify', 'ws', 'playwright-core']
const protocolPackages = [
  'jose',
  'zod',
  'rrule-temporal',
  'smol-toml',
  'age-encryption',
  '@noble/curves',
  '@scure/base',
  '@scure/bip39',
]

const within = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)

function breaksWall({ from, to }: Import): boolean {
  if (to.kind !== 'file') return false
  const room = roomOf(from)
  const own = room === roomOf(to.path)
  if (within(to.path, 'hardware/simulator') && !within(from, 'hardware')) return !isTest(from) && room !== 'scripts'
  const allowed = [...(mayImport[room] ?? []), ...(isTest(from) ? alsoInTests : [])]
  return !own && !allowed.some((place) => within(to.path, place))
}

/** A bench is a test that counts: it stands on the same houses, viewers and machines. No program stands on a bench. */
const measures = (from: string): boolean => /^scripts\/(bench|package\/exposure)\//.test(from)

const leansOnTests = ({ from, to }: Import): boolean =>
  to.kind === 'file' && isTest(to.path) && !isTest(from) && !measures(from)

const impureProtocol = ({ from, to }: Import): boolean =>
  roomOf(from) === 'protocol' &&
  !isTest(from) &&
  (to.kind === 'node' || (to.kind === 'package' && !protocolPackages.includes(to.name)))

const shown = ({ from, to }: Import): string => `${from} imports ${to.kind === 'file' ? to.path : to.name}`

function foldersUsing(imports: readonly Import[], name: string): string[] {
  const users = imports.filter(({ from, to }) => to.kind === 'package' && to.name === name && !isTest(from))
  return [...new Set(users.map(({ from }) => folderOf(from)))].sort()
}

function none(found: readonly Import[], hint: string): void {
  assert.ok(found.length === 0, [...found.map(shown), hint].join('\n    '))
}

const imports = allImports()
const test = suite('walls')

test('reads imports of every form, and none from strings or comments', () => {
  const source = [
    "import a from '#bridge/a.ts'",
    "export * from '../device/b.ts'",
    "const c = await import('@scope/c/deep')",
    "import type { D } from 'node:fs'",
    `// import x from "#cloud/x.ts"`,
    'const text = "import y from \'y\'"',
  ].join('\n')
  assert.equal(importsOf('protocol/p.ts', source).map(shown).sort(), [
    'protocol/p.ts imports @scope/c',
    'protocol/p.ts imports bridge/a.ts',
    'protocol/p.ts imports device/b.ts',
    'protocol/p.ts imports fs',
  ])
})

test('knows a broken wall from an honest door', () => {
  const verdicts = (from: string, ...paths: string[]): boolean[] =>
    paths.map((path) => breaksWall({ from, to: { kind: 'file', path } }))
  assert.equal(verdicts('device/a.ts', 'protocol/x.ts', 'hardware/contract/pins.ts', 'device/b.ts'), [
    false,
    false,
    false,
  ])
  assert.equal(verdicts('device/a.ts', 'bridge/x.ts', 'hardware/simulator/x.ts', 'scripts/x.ts'), [true, true, true])
  assert.equal(verdicts('device/a.test.ts', 'hardware/simulator/x.ts', 'bridge/x.ts'), [false, true])
  assert.equal(verdicts('protocol/a.ts', 'device/x.ts', 'hardware/contract/x.ts'), [true, true])
  assert.equal(verdicts('scripts/a.ts', 'bridge/x.ts', 'hardware/simulator/x.ts'), [false, false])
})

test('lets no room import past its walls', () => {
  assert.ok(imports.length > 0)
  none(imports.filter(breaksWall), 'Put what both need into protocol/, or wire the two together in scripts/.')
})

test('lets no code lean on a test', () => {
  none(imports.filter(leansOnTests), 'What only tests use is named x.fixture.ts.')
})

test('keeps the protocol free of Node and of all but its few packages', () => {
  none(imports.filter(impureProtocol), 'It runs in browsers too; what only tests use is named x.fixture.ts.')
})

for (const name of oneFolder) {
  test(`finds ${name} in at most one folder of the project`, () => {
    const folders = foldersUsing(imports, name)
    assert.ok(folders.length <= 1, `${name} is imported in ${folders.join(' and ')}`)
  })
}

test('finds each edge library in at most one folder of a room', () => {
  const spread = oneFolderARoom.flatMap((name) => {
    const folders = foldersUsing(imports, name)
    return folders
      .filter((folder) => folders.some((other) => other !== folder && roomOf(other) === roomOf(folder)))
      .map((folder) => `${name} in ${folder}`)
  })
  assert.equal(spread, [])
})

test.run()
