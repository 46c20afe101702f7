// Runs the real scripts/ensure.mjs in a folder of its own, with npm, sudo and apt-get of our making on the path.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

interface Ground {
  readonly root: string
  readonly run: (...args: string[]) => { readonly code: number | null; readonly said: string }
  readonly command: (name: string, script: string) => void
  readonly calls: () => string[]
}

const lockOf = (version: string): string =>
  JSON.stringify({
    packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '1', optional: true } },
  })

function layOut(): Ground {
  const root = mkdtempSync(join(tmpdir(), 'hausrecht-ensure-'))
  const bin = join(root, 'bin')
  mkdirSync(bin)
  for (const path of ['ensure.mjs', 'ensure']) {
    cpSync(fileURLToPath(new URL(path, import.meta.url)), join(root, 'scripts', path), { recursive: true })
  }
  writeFileSync(join(root, 'package-lock.json'), lockOf('1'))
  for (const tool of ['env', 'cp', 'mkdir', 'rm', 'chmod']) {
    const place = ['/usr/bin', '/bin'].map((folder) => join(folder, tool)).find(existsSync)
    if (place !== undefined) symlinkSync(place, join(bin, tool))
  }
  const command = (name: string, script: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${root}/calls'\ncd '${root}'\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  command('npm', 'rm -rf node_modules; mkdir node_modules; cp package-lock.json node_modules/.package-lock.json')
  command('sudo', 'shift; exec "$@"')
  // What every start needs; the tests below take away and ask for another one.
  command('ffmpeg', '')
  return {
    root,
    command,
    calls: () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []),
    run: (...args) => {
      const script = join(root, 'scripts/ensure.mjs')
      const env = { PATH: bin, HOME: root }
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
        env,
        encoding: 'utf8',
        timeout: 20_000,
      })
      return { code: status, said: stdout + stderr }
    },
  }
}

const test = suite<{ ground: Ground }>('ensure')

test.before.each((context) => {
  context.ground = layOut()
})
test.after.each(({ ground }) => rmSync(ground.root, { recursive: true, force: true }))

const npmCalls = (ground: Ground): number => ground.calls().filter((line) => line.startsWith('npm ci')).length

test('installs the packages once and then says nothing', ({ ground }) => {
  const first = ground.run('start')
  assert.match(first.said, /^Installing packages \(npm ci, a minute or two\): they are not here yet\.\n$/)
  assert.equal(ground.run('start'), { code: 0, said: '' })
  assert.is(npmCalls(ground), 1)
})

test('installs again when the lock has changed', ({ ground }) => {
  ground.run('start')
  writeFileSync(join(ground.root, 'package-lock.json'), lockOf('2'))
  assert.match(ground.run('start').said, /package-lock\.json has changed/)
  assert.is(npmCalls(ground), 2)
})

test('installs again when Node has changed', ({ ground }) => {
  ground.run('start')
  writeFileSync(join(ground.root, 'node_modules/.hausrecht-stamp'), 'linux-x64-1 0')
  assert.match(ground.run('start').said, /Node has changed/)
})

test('leaves alone what someone installed by hand', ({ ground }) => {
  mkdirSync(join(ground.root, 'node_modules'))
  const installed = { packages: { 'node_modules/a': { version: '1' } } }
  writeFileSync(join(ground.root, 'node_modules/.package-lock.json'), JSON.stringify(installed))
  assert.equal(ground.run('start'), { code: 0, said: '' })
  assert.is(npmCalls(ground), 0)
})

test('takes the versions of a lock that leaves out packages for other systems', ({ ground }) => {
  ground.command('npm', '[ "$1" = install ] || { echo "npm error code EUSAGE" >&2; exit 1; }; mkdir node_modules')
  assert.is(ground.run('start').code, 0)
  assert.equal(
    ground.calls().map((call) => call.split(' ', 3).join(' ')),
    ['npm ci --prefix', 'npm install --no-save'],
  )
})

test('stops with the next step when npm fails', ({ ground }) => {
  ground.command('npm', 'exit 7')
  const { code, said } = ground.run('start')
  assert.is(code, 1)
  assert.match(said, /npm failed \(exit code 7\)\.\nWith a working network, try again: npm ci/)
  ground.run('start')
  assert.is(npmCalls(ground), 2)
})

test('installs a missing program after bringing the lists up to date', ({ ground }) => {
  ground.command('apt-get', '[ "$1" = update ] || { cp bin/npm bin/socat; chmod +x bin/socat; }')
  const { code, said } = ground.run('start', '--pty')
  assert.is(code, 0)
  assert.match(said, /Missing on this system: socat\.\nInstalling socat \(apt-get install socat\)\.\n$/)
  const apt = ground.calls().filter((line) => line.startsWith('apt-get'))
  assert.match(apt[0] ?? '', /^apt-get update/)
  assert.match(apt[1] ?? '', /^apt-get install .* socat$/)
  assert.equal(ground.run('start', '--pty'), { code: 0, said: '' })
})

test('goes on and prints the line to type when apt fails or is not there', ({ ground }) => {
  const line =
    /Going on without socat\. To have it all, type:\n {2}sudo apt-get update && sudo apt-get install -y .* socat\n$/
  const without = ground.run('start', '--pty')
  assert.is(without.code, 0)
  assert.match(without.said, line)
  ground.command('apt-get', 'echo no network >&2; exit 100')
  const failing = ground.run('start', '--pty')
  assert.is(failing.code, 0)
  assert.match(failing.said, /apt-get update failed \(exit code 100\n {2}no network\)/)
  assert.match(failing.said, line)
})

test('asks for no system program the command does not need', ({ ground }) => {
  ground.command('apt-get', '')
  assert.not.match(ground.run('start').said, /Missing/)
  assert.equal(
    ground.calls().filter((call) => call.startsWith('apt-get')),
    [],
  )
})

test.run()
