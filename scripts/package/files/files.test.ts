import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commonRoot } from '../build.ts'
import { RECIPES } from '../recipes.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOMS = ['device', 'bridge', 'cloud'] as const
const ADDED = 'usr/lib/systemd/system'
const UNITS = `root/${ADDED}`

const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined

const read = (...path: string[]): string => readFileSync(join(HERE, ...path), 'utf8')

const withFolder = (use: (folder: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-files-'))
  try {
    use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const filled = (text: string): string =>
  text.replaceAll('@ROOM@', 'bridge').replaceAll('@USER@', 'hausrecht-bridge').replaceAll('@VERSION@', '1.2.0')

const unitsOf = (room: string): string[] =>
  readdirSync(join(HERE, room, UNITS)).filter((name) => name.endsWith('.service'))

const units = suite('units')

units('each room has one, which runs what dpkg does not own, as a user of its own', () => {
  const users = new Set<string>()
  for (const room of ROOMS) {
    const unit = read(room, UNITS, `hausrecht-${room}.service`)
    assert.match(unit, `ExecStart=/usr/bin/node /var/lib/hausrecht-versions/${room}/current/${room}.js --config`)
    const user = /^User=(.+)$/m.exec(unit)?.[1] ?? ''
    assert.match(read(room, 'root/usr/lib/sysusers.d', `hausrecht-${room}.conf`), `u ${user} - `)
    users.add(user)
    for (const line of ['Type=notify', 'Restart=always', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'LimitCORE=0'])
      assert.ok(unit.includes(`\n${line}\n`), `${room} ${line}`)
    for (const key of ['WatchdogSec', 'MemoryMax', 'TasksMax', 'StartLimitIntervalSec'])
      assert.match(unit, new RegExp(`^${key}=\\d`, 'm'))
  }
  assert.is(users.size, ROOMS.length)
})

units('the door gets its own devices, and knows their groups before the first is plugged in', () => {
  const unit = read('device', UNITS, 'hausrecht-device.service')
  assert.match(unit, '\nDevicePolicy=closed\n')
  assert.equal(
    [...unit.matchAll(/^DeviceAllow=(.+)$/gm)].map(([, what]) => what),
    ['char-ttyUSB rw', 'char-ttyACM rw', 'char-video4linux rw', 'char-alsa rw'],
  )
  assert.match(read('device/root/usr/lib/modules-load.d/hausrecht-device.conf'), 'usbserial\ncdc_acm\nvideodev\nsnd\n')
})

units('each has apt’s own services end first what was cut off', () => {
  for (const room of ROOMS)
    for (const service of ['apt-daily', 'apt-daily-upgrade']) {
      const added = commonRoot(RECIPES[room], '1.2.0').get(`${ADDED}/${service}.service.d/hausrecht-${room}.conf`)
      assert.ok(added && 'bytes' in added)
      const text = Buffer.from(added.bytes).toString()
      assert.match(text, '\nExecStartPre=-/usr/bin/dpkg --force-confdef --force-confold --configure -a\n')
    }
})

/** Most that `systemd-analyze security` may find, in tenths; docs/running-on-a-pi.md tells what is left. */
const EXPOSURE: Readonly<Record<string, number>> = {
  'hausrecht-device.service': 20,
  'hausrecht-device-settle.service': 20,
  'hausrecht-bridge.service': 16,
  'hausrecht-cloud.service': 16,
}

// Needs systemd-analyze of Debian's package systemd.
const analyze = isThere('systemd-analyze') ? units : units.skip
const reason = isThere('systemd-analyze') ? '' : ' (needs systemd-analyze)'

analyze(`are understood by systemd, and expose little${reason}`, () => {
  for (const room of ROOMS)
    for (const name of unitsOf(room)) {
      const path = join(HERE, room, UNITS, name)
      const most = `--threshold=${EXPOSURE[name] ?? 0}`
      const found = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', most, path])
      assert.is(found.status, 0, `${name} ${String(found.stdout).split('\n').at(-2) ?? ''} ${String(found.stderr)}`)
      assert.not.match(String(found.stderr), /unknown|invalid|failed to parse/i)
    }
})
units.run()

const scripts = suite('maintainer scripts')

scripts('are sound shell, and no word is left to fill in', () => {
  const names = readdirSync(join(HERE, 'common/control')).map((name) => `common/control/${name}`)
  assert.is(names.length, 4)
  for (const name of [...names, 'common/versions']) {
    const text = filled(read(name)).replaceAll('@LOST@', 'all')
    execFileSync('sh', ['-n'], { input: text })
    assert.not.match(text, /@[A-Z]+@/)
  }
})

scripts('leave no unit behind that was put before the package’s own', () => {
  const remove = /^remove \| purge\)\n[\s\S]*?;;$/m.exec(filled(read('common/control/postrm')))?.[0] ?? ''
  assert.match(remove, /^ {2}rm -f \/run\/systemd\/system\/hausrecht-bridge\.service$/m)
})

// Needs dpkg, which only Debian has.
const dpkg = isThere('dpkg') ? scripts : scripts.skip
dpkg(`refuse an older version than the one before${isThere('dpkg') ? '' : ' (needs dpkg)'}`, () => {
  const preinst = (...args: string[]): number | null =>
    spawnSync('sh', ['-s', '--', ...args], { input: filled(read('common/control/preinst')) }).status
  assert.is(preinst('install'), 0)
  assert.is(preinst('upgrade', '1.1.9', '1.2.0'), 0)
  assert.is(preinst('upgrade', '1.2.0', '1.2.0'), 0)
  assert.is(preinst('upgrade', '1.2.0~rc1', '1.2.0'), 0)
  assert.is(preinst('upgrade', '1.10.0', '1.2.0'), 1)
  // Removed, but its settings are still there.
  assert.is(preinst('install', '1.2.1', '1.2.0'), 1)
})
scripts.run()

const versions = suite('taking a version in')

const lay = (root: string, version: string): void => {
  const folder = join(root, 'usr/lib/hausrecht-bridge', version, 'node_modules')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'native.node'), version)
  writeFileSync(join(folder, '../bridge.js'), version)
  writeFileSync(join(root, 'versions'), filled(read('common/versions')))
}

const base = (root: string): string => join(root, 'var/lib/hausrecht-versions/bridge')

/** What would run: the version all of whose files are there. */
const running = (root: string): string => {
  const current = join(base(root), 'current')
  const [program, native] = ['bridge.js', 'node_modules/native.node'].map((name) =>
    readFileSync(join(current, name), 'utf8'),
  )
  assert.is(program, native)
  return program ?? ''
}

const adopt = (root: string, version: string, path = process.env['PATH'] ?? ''): number | null =>
  spawnSync('sh', [join(root, 'versions'), 'adopt', version], {
    env: { HAUSRECHT_ROOT: root, PATH: path, CUT: join(root, 'cut'), REAL: process.env['PATH'] ?? '' },
  }).status

versions('keeps the one before, and goes back to it', () =>
  withFolder((root) => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      lay(root, version)
      assert.is(adopt(root, version), 0)
      assert.is(running(root), version)
    }
    assert.is(readlinkSync(join(base(root), 'previous')), '1.1.0')
    assert.not(existsSync(join(base(root), '1.0.0')))
    // dpkg takes the payload away; what runs stays.
    rmSync(join(root, 'usr/lib/hausrecht-bridge'), { recursive: true })
    assert.is(running(root), '1.2.0')
    const back = spawnSync('sh', [join(root, 'versions'), 'back'], { env: { ...process.env, HAUSRECHT_ROOT: root } })
    assert.is(back.status, 0)
    assert.is(running(root), '1.1.0')
  }),
)

versions('makes room for another build of the same version', () =>
  withFolder((root) => {
    lay(root, '1.0.0')
    assert.is(adopt(root, '1.0.0'), 0)
    assert.is(adopt(root, '1.0.0'), 0)
    assert.is(readlinkSync(join(base(root), 'current')), '1.0.0')
    const program = join(root, 'usr/lib/hausrecht-bridge/1.0.0/bridge.js')
    // As dpkg does it: another file under the same name.
    rmSync(program)
    writeFileSync(program, 'rebuilt')
    assert.is(adopt(root, '1.0.0'), 0)
    assert.is(readlinkSync(join(base(root), 'current')), '1.0.0_2')
    assert.is(readFileSync(join(base(root), '1.0.0/bridge.js'), 'utf8'), '1.0.0')
  }),
)

/** In place of each program the script calls: does its work until `$CUT` calls are used up, then ends the script. */
const CUTTER = `#!/bin/sh
left=$(cat "$CUT")
if [ "$left" -le 0 ]; then kill -9 $PPID; exit 1; fi
echo $((left - 1)) >"$CUT"
PATH=$REAL exec "\${0##*/}" "$@"
`

versions('leaves a whole version, wherever it is cut off, and ends right when it is done again', () =>
  withFolder((parent) => {
    const bin = join(parent, 'bin')
    mkdirSync(bin)
    for (const name of ['mkdir', 'rm', 'cp', 'sync', 'mv', 'ln', 'diff']) {
      writeFileSync(join(bin, name), CUTTER)
      chmodSync(join(bin, name), 0o755)
    }
    let cuts = 0
    for (let done = false; !done; cuts += 1) {
      const root = join(parent, String(cuts))
      mkdirSync(root)
      lay(root, '1.0.0')
      assert.is(adopt(root, '1.0.0'), 0)
      lay(root, '1.1.0')
      writeFileSync(join(root, 'cut'), String(cuts))
      done = adopt(root, '1.1.0', `${bin}:${process.env['PATH'] ?? ''}`) === 0
      assert.ok(['1.0.0', '1.1.0'].includes(running(root)), `cut ${cuts}`)
      assert.is(adopt(root, '1.1.0'), 0)
      assert.is(running(root), '1.1.0')
      assert.ok(cuts < 60)
    }
    assert.ok(cuts > 10, `${cuts} cuts`)
  }),
)
versions.run()

const udev = suite('udev rules')

udev('name each board that may be a rig, and a camera’s pictures', () => {
  const rules = read('device/root/usr/lib/udev/rules.d/61-hausrecht.rules')
  for (const vendor of ['2341', '2a03', '1a86', '0403', '10c4']) assert.match(rules, `ATTRS{idVendor}=="${vendor}"`)
  for (const line of rules.split('\n').filter((each) => each !== '' && !each.startsWith('#')))
    assert.match(line, /^(LABEL="\w+"|GOTO="\w+"|[A-Z]+(\{\w+\})?[!=+]?=".*)$/, line)
  const goals = [...rules.matchAll(/GOTO="(\w+)"/g)].map(([, name]) => name)
  for (const goal of goals) assert.match(rules, `LABEL="${goal ?? ''}"`)
})

// Needs udevadm of systemd 254 or newer.
const verify = spawnSync('udevadm', ['verify', '--help']).status === 0 ? udev : udev.skip
const without = verify === udev ? '' : ' (needs udevadm of systemd 254)'
verify(`are understood by udev${without}`, () => {
  const found = spawnSync('udevadm', [
    'verify',
    join(HERE, 'device/root/usr/lib/udev/rules.d/61-hausrecht.rules'),
    '--no-style',
  ])
  // A group that is made at installation is not there yet.
  assert.not.match(String(found.stderr).replace(/.*unknown group.*\n/gi, ''), /error|invalid/i)
})
udev.run()
