// The door's package: what is in it, what is not, and that it runs. Made once for all of these.

import { mkdirSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ROOT } from './bundle.ts'
import { EPOCH, lacks, OWN, type Unpacked, unpackPackage } from './packaged.fixture.ts'
import { run } from './run.ts'
import { visitFrom } from './visit.fixture.ts'

const why = lacks()
const MAIN = join(ROOT, 'scripts/package/main.ts')
const packaged = suite('the package of the door')
const title = (what: string): string => (why === undefined ? what : `${what} (needs a program: ${why})`)
const test = why === undefined ? packaged : packaged.skip

/** The most of dpkg's Installed-Size, in KiB: without ffmpeg. */
const MOST = 120 * 1024

let device: Unpacked
packaged.before(async () => {
  if (why === undefined) device = await unpackPackage('device')
})
packaged.after(() => {
  if (why === undefined) device.remove()
})

/** Sources of the project in a program. */
const sourcesOf = (program: string): string[] => {
  const output = Object.entries(device.bundled.metafile.outputs).find(([path]) => path.endsWith(`/${program}.js`))
  return Object.keys(output?.[1].inputs ?? {}).filter((path) => !path.includes('node_modules/'))
}

test(title('holds nothing of bridge, clip service, simulator or tests in what runs at the door'), () => {
  for (const program of ['device', 'camera', 'live', 'scene', 'settle']) {
    const sources = sourcesOf(program)
    assert.ok(sources.length > 0, program)
    assert.equal(
      sources.filter(
        (path) => !/^(device|protocol|hardware\/contract)\//.test(path) || /\.(test|fixture)\./.test(path),
      ),
      [],
    )
  }
})

test(title('holds in its command line no program of another room'), () => {
  const foreign = sourcesOf('hausrecht').filter((path) => /^(bridge|cloud|hardware|test)\//.test(path))
  // It moves clips from store to store, tries the rig, and speaks for Home Assistant as a bounded guest of a bridge.
  assert.equal(
    foreign.filter(
      (path) =>
        !/^(cloud\/(store|config\/secret)|hardware\/contract\/|bridge\/(access\/bucket|web\/core\/))/.test(path),
    ),
    [],
  )
})

test(title('names no path of the machine that made it'), () => {
  for (const [path, entry] of device.tree) {
    if (!('bytes' in entry)) continue
    const bytes = Buffer.from(entry.bytes)
    for (const place of [ROOT, join(tmpdir(), 'hausrecht-'), join(homedir(), '.cache')])
      assert.not(bytes.includes(place), `${path} has ${place}`)
  }
})

test(title('is small enough, and tells dpkg how large it is'), () => {
  const [size = '', arch = ''] = run('dpkg-deb', [
    `--showformat=$\{Installed-Size} $\{Architecture}`,
    '--show',
    device.path,
  ])
    .toString()
    .split(' ')
  assert.is(Number(size), device.installed)
  assert.ok(device.installed < MOST, `${device.installed} KiB`)
  assert.match(device.path, new RegExp(`_${arch}\\.deb$`))
})

test(title('has every file as its md5sums say, and settings nobody else may read'), () => {
  run('md5sum', ['--check', '--quiet', '-'], {
    cwd: device.root,
    input: run('dpkg-deb', ['--info', device.path, 'md5sums']),
  })
  const listed = run('dpkg-deb', ['--contents', device.path]).toString()
  assert.match(listed, /^-rw-r----- root\/root .*\.\/etc\/hausrecht\/device\.toml$/m)
  assert.match(listed, /^-rwxr-xr-x root\/root .*\.\/usr\/bin\/hausrecht$/m)
})

test(title('says whose work is in it: each package with version, hash and licence'), () => {
  const parts = JSON.parse(readFileSync(device.path.replace(/deb$/, 'parts.json'), 'utf8')) as Record<string, string>[]
  for (const name of ['sharp', 'mqtt', 'johnny-five', '@roamhq/wrtc', 'zod'])
    assert.ok(
      parts.some((part) => part['name'] === name),
      name,
    )
  for (const part of parts) {
    assert.match(part['integrity'] ?? '', /^sha512-/)
    // Its author names none in the package.
    if (part['name'] !== 'nanotimer') assert.is.not(part['licence'], 'unknown', part['name'])
  }
  const copyright = readFileSync(join(device.root, 'usr/share/doc/hausrecht-device/copyright'), 'utf8')
  assert.is(copyright.match(/^Files: /gm)?.length, parts.length + 1)
})

test(title('comes up from its folder, camera and all, and lets its owner in with its own command line'), async () => {
  const { receipts, version } = await visitFrom(device.payload, device.folder)
  assert.ok(receipts.includes('closed'), receipts.join(' '))
  assert.is(version, '1.2.3')
})

test(
  title('is the same to the byte when another user makes it, at another place and time, in another language'),
  () => {
    const elsewhere = join(device.folder, 'else where')
    mkdirSync(elsewhere)
    const words = ['device', '--arch', OWN, '--version', '1.2.3', '--quick', '--to', elsewhere]
    const shell = ['-c', 'umask 077; exec "$@"', 'sh', process.execPath, '--import', import.meta.resolve('tsx'), MAIN]
    const env = { TMPDIR: elsewhere, TZ: 'Pacific/Chatham', LC_ALL: 'C', SOURCE_DATE_EPOCH: String(EPOCH) }
    run('sh', [...shell, ...words], { cwd: elsewhere, env: { ...process.env, ...env }, within: 300_000 })
    for (const path of [device.path, device.path.replace(/deb$/, 'parts.json')])
      assert.ok(readFileSync(path).equals(readFileSync(join(elsewhere, basename(path)))), basename(path))
  },
)

packaged.run()
