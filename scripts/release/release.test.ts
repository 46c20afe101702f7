import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run as program } from '#scripts/package/run.ts'
import { buildDeb, type Channel, openChannel, tell } from './channel.fixture.ts'
import { letGo, makeKey, publicKeys } from './keys.ts'
import { programs } from './needs.fixture.ts'

const test = suite('a release')
const DAY = 86_400_000
const { missing, run } = programs(['apt-ftparchive', 'apt-get', 'gpg', 'xz', 'dpkg-deb'])

const withChannel = (body: (channel: Channel) => Promise<void>) => async () => {
  const channel = await openChannel()
  try {
    await body(channel)
  } finally {
    await channel.close()
  }
}

const inRelease = ({ to }: Channel): string => readFileSync(join(to, 'dists/stable/InRelease'), 'utf8')

run(
  test,
  'is taken by apt, with its bill of materials signed along',
  withChannel(async (channel) => {
    const { added, validUntil } = channel.release(['1.0.0'], { at: Date.now() - DAY, daysValid: 30 })
    assert.equal(added, ['hausrecht-device_1.0.0_all.deb'])
    assert.ok(Math.abs(Date.parse(validUntil) - Date.now() - 29 * DAY) < 60_000)
    const machine = channel.machine()
    const updated = await machine.apt('update')
    assert.is(updated.code, 0, updated.text)
    assert.not.match(updated.text, /^[WE]:/m)
    assert.is(await machine.candidate(), '1.0.0')
    const got = await machine.apt('install', '-y', '--download-only', 'hausrecht-device')
    assert.is(got.code, 0, got.text)
    assert.match(inRelease(channel), / main\/sbom\/hausrecht-device_1.0.0_all.cdx.json\n/)
    assert.match(inRelease(channel), /^Acquire-By-Hash: yes$/m)
    assert.match(readFileSync(join(channel.to, 'hausrecht.sources'), 'utf8'), /^URIs: http:\/\/127/m)
  }),
)

run(
  test,
  'adds to what is there, keeps the last versions, and switches at once',
  withChannel(async (channel) => {
    const at = Date.now() - 5 * DAY
    for (const [day, version] of ['1.0.0', '1.1.0', '1.2.0', '1.10.0'].entries())
      channel.release([version], { at: at + day * DAY, keep: 2 })
    const pool = readdirSync(join(channel.to, 'pool/hausrecht-device')).filter((name) => name.endsWith('.deb'))
    assert.equal(pool.sort(), ['hausrecht-device_1.10.0_all.deb', 'hausrecht-device_1.2.0_all.deb'])
    const indexes = readdirSync(join(channel.to, 'dists')).filter((name) => name.startsWith('.stable-'))
    assert.is(indexes.length, 2, 'the one before stays for who reads it')
    assert.ok(indexes.includes(readlinkSync(join(channel.to, 'dists/stable'))))
    const byHash = readdirSync(join(channel.to, 'dists/stable/main/binary-arm64/by-hash/SHA256'))
    assert.is(byHash.length, 6, 'of this index and of the one before')
    const packages = readFileSync(join(channel.to, 'dists/stable/main/binary-arm64/Packages'), 'utf8')
    assert.equal([...packages.matchAll(/^Version: (.*)$/gm)].map((match) => match[1]).sort(), ['1.10.0', '1.2.0'])
    const machine = channel.machine()
    assert.is((await machine.apt('update')).code, 0)
    assert.is(await machine.candidate(), '1.10.0')
  }),
)

run(
  test,
  'refuses what is older, what has changed under its number, and what has no list of its parts',
  withChannel(async (channel) => {
    channel.release(['1.1.0'])
    const before = inRelease(channel)
    assert.throws(() => channel.release(['1.0.0']), /1\.0\.0 \(all\) is older than the published 1\.1\.0/)
    const packages = join(channel.folder, 'other')
    const again = () => channel.release([], { packages })
    mkdirSync(packages)
    buildDeb(packages, '1.1.0', { Section: 'net' })
    assert.throws(again, /published already, with other bytes/)
    rmSync(packages, { recursive: true })
    mkdirSync(packages)
    const deb = buildDeb(packages, '1.2.0')
    writeFileSync(deb.replace(/\.deb$/, '.parts.json'), '{}')
    assert.throws(again, /does not say what is in the package/)
    assert.is(inRelease(channel), before)
    assert.not(existsSync(join(channel.to, 'pool/hausrecht-device/hausrecht-device_1.2.0_all.deb')))
  }),
)

/** Every file below a folder with a hash of what is in it; of a signature only that it is there. */
const filesBelow = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    namesBelow(folder)
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => {
        const bytes = readFileSync(join(folder, name))
        const isSigned = /(^|\/)(InRelease|Release\.gpg)$/.test(name)
        return [name, isSigned ? 'signed' : createHash('sha256').update(bytes).digest('hex')]
      }),
  )

/** Everything below a folder. */
const namesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : []

run(
  test,
  'takes the newest of each package out of a folder with older ones, and says which it passed over',
  withChannel(async (channel) => {
    channel.release(['1.0.0'])
    const { added, passed } = channel.release(['1.0.0', '1.2.0', '1.10.0'], { at: Date.now() + 1000 })
    assert.equal(added, ['hausrecht-device_1.10.0_all.deb'])
    assert.equal(passed, ['hausrecht-device_1.0.0_all.deb', 'hausrecht-device_1.2.0_all.deb'])
    assert.throws(() => channel.release(['1.2.0', '1.3.0']), /1\.3\.0 \(all\) is older than the published 1\.10\.0/)
  }),
)

run(
  test,
  'leaves the channel as it was when it cannot be signed or a package is not whole',
  withChannel(async (channel) => {
    const unsigned = { keys: [channel.key, '0'.repeat(40)] }
    assert.throws(() => channel.release(['1.0.0'], unsigned), /gpg failed/)
    assert.equal(namesBelow(channel.to), [])
    channel.release(['1.0.0'], { at: Date.now() - DAY })
    const before = namesBelow(channel.to)
    assert.throws(() => channel.release(['1.1.0'], unsigned), /gpg failed/)
    assert.equal(namesBelow(channel.to), before)
    const packages = join(channel.folder, 'half')
    mkdirSync(packages)
    buildDeb(packages, '1.1.0', { Architecture: 'amd64' })
    rmSync(buildDeb(packages, '1.1.0', { Architecture: 'arm64' }).replace(/\.deb$/, '.parts.json'))
    assert.throws(() => channel.release([], { packages }), /does not say what is in the package|parts/)
    assert.equal(namesBelow(channel.to), before)
    assert.equal(channel.release(['1.1.0']).added, ['hausrecht-device_1.1.0_all.deb'])
  }),
)

/** In the place of the program that asks for a passphrase: writes down what it is told, and answers. */
const PINENTRY = (log: string): string => `#!/bin/sh
echo OK
while read -r line; do
  echo "$line" >>${log}
  case $line in
  GETPIN*) echo 'D long enough 4 words' && echo OK ;;
  BYE*) exit 0 ;;
  *) echo OK ;;
  esac
done
`

const onTerminal = programs(['gpg', 'script'])
onTerminal.run(test, 'asks for the passphrase on the terminal where it was started, as over SSH', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hr-'))
  const home = join(folder, 'gpg')
  try {
    mkdirSync(home, { mode: 0o700 })
    const [log, pinentry] = [join(folder, 'log'), join(folder, 'pinentry')]
    writeFileSync(pinentry, PINENTRY(log), { mode: 0o755 })
    writeFileSync(join(home, 'gpg-agent.conf'), `pinentry-program ${pinentry}\n`)
    const main = `'${process.execPath}' --import tsx scripts/release/main.ts keys --home '${home}'`
    const made = await tell('script', ['-q', '-e', '-c', main, '/dev/null'], { GPG_TTY: '', DISPLAY: '' })
    assert.is(made.code, 0, made.text)
    assert.match(readFileSync(log, 'utf8'), /^OPTION ttyname=\/dev\/(pts|tty)/m)
    assert.match(readFileSync(log, 'utf8'), /^GETPIN/m)
  } finally {
    letGo(home)
    await rm(folder, { recursive: true, force: true })
  }
})

run(
  test,
  'is signed anew without packages, and takes the same ones twice',
  withChannel(async (channel) => {
    channel.release(['1.0.0'], { at: Date.now() - 89 * DAY })
    const before = inRelease(channel)
    assert.equal(channel.release([], { packages: undefined, at: Date.now() - DAY }).added, [])
    assert.is.not(inRelease(channel), before)
    assert.equal(channel.release(['1.0.0'], { packages: join(channel.to, 'pool') }).added, [])
  }),
)

run(
  test,
  'is the same to the byte for the same packages, keys and instant, but for the signatures, which have an instant of their own',
  withChannel(async (channel) => {
    const at = Date.now() - DAY
    channel.release(['1.0.0', '1.1.0'], { at })
    const packages = join(channel.folder, 'kept')
    cpSync(join(channel.folder, 'packages'), packages, { recursive: true })
    const [one, other] = ['one', 'other'].map((name) => {
      const to = join(channel.folder, name)
      channel.release([], { packages, to, at })
      return filesBelow(to)
    })
    assert.ok((one?.size ?? 0) > 10)
    assert.equal(one, other)
  }),
)

run(
  test,
  'is taken by doors of the old and of the new key while both sign',
  withChannel(async (channel) => {
    const gpg = ['--homedir', channel.home, '--batch', '--passphrase', '', '--pinentry-mode', 'loopback']
    program('gpg', [...gpg, '--quick-gen-key', 'A new one', 'ed25519', 'sign', '0'])
    const listed = program('gpg', [...gpg, '--with-colons', '--list-secret-keys', 'A new one']).toString()
    const next = /^fpr:+([\dA-F]+):/m.exec(listed)?.[1] ?? ''
    channel.release(['1.0.0'], { keys: [channel.key, next] })
    for (const key of [channel.key, next]) {
      const machine = channel.machine()
      machine.trust(publicKeys(channel.home, [key]))
      const updated = await machine.apt('update')
      assert.is(updated.code, 0, updated.text)
      assert.is(await machine.candidate(), '1.0.0')
    }
  }),
)

run(
  test,
  'has a key whose folder is for one user, and makes no second one over it',
  withChannel(async (channel) => {
    assert.is(statSync(channel.home).mode & 0o777, 0o700)
    assert.throws(() => makeKey(channel.home, 'x', true), /holds a key already/)
    assert.throws(() => channel.release(['1.0.0'], { keys: ['0'.repeat(40)] }), /is not in|failed/)
  }),
)

if (missing.length > 0) console.log(`releases are not tested: this needs ${missing.join(', ')}`)
test.run()
