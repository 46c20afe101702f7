import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ROOT } from '../bundle.ts'
import { RECIPES } from '../recipes.ts'
import { dependsOf, isElf, needsOf } from './elf.ts'
import { tarballOf } from './fetch.ts'
import { closureOf, type Lock, lockedAt } from './lock.ts'

const test = suite('native modules of another machine')

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock
const named = (arch: 'amd64' | 'arm64'): string[] =>
  closureOf(lock, RECIPES.device.natives, arch, RECIPES.device.leave).map(({ name }) => name)

test('are those of the machine that is asked for, with all they need and nothing for building', () => {
  const arm = named('arm64')
  for (const each of [
    '@img/sharp-linux-arm64',
    '@img/sharp-libvips-linux-arm64',
    '@roamhq/wrtc-linux-arm64',
    'detect-libc',
  ])
    assert.ok(arm.includes(each), each)
  assert.equal(
    arm.filter((name) => /x64|darwin|win32|musl|wasm|prebuild-install|node-addon-api/.test(name)),
    [],
  )
  assert.equal(
    named('amd64').map((name) => name.replace('x64', 'arm64')),
    arm,
  )
})

test('are found where Node would find them: in the package, then above', () => {
  const entry = { version: '1.0.0', integrity: 'sha512-x' }
  const tree: Lock = {
    packages: {
      'node_modules/a': { ...entry, dependencies: { b: '*', c: '*' } },
      'node_modules/a/node_modules/b': { ...entry, dependencies: { c: '*', d: '*' } },
      'node_modules/b': entry,
      'node_modules/c': entry,
      'node_modules/d': entry,
    },
  }
  assert.equal(
    closureOf(tree, ['a'], 'arm64', ['d']).map(({ place }) => place),
    ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'],
  )
  assert.throws(() => closureOf(tree, ['e'], 'arm64', []), /has no e/)
})

test('are refused when they are not what the lockfile says, even from the own cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'hausrecht-cache-'))
  const path = process.env['PATH'] ?? ''
  try {
    // An npm that brings something else.
    const npm = join(cache, 'npm')
    writeFileSync(npm, '#!/bin/sh\necho forged > "$PWD/ms.tgz"\n', { mode: 0o755 })
    process.env['PATH'] = `${cache}:${path}`
    const ms = lockedAt(lock, 'node_modules/ms')
    writeFileSync(join(cache, `ms-${ms.version}.tgz`), 'forged before')
    assert.throws(() => tarballOf(ms, cache), /is not what package-lock\.json says/)
  } finally {
    process.env['PATH'] = path
    rmSync(cache, { recursive: true, force: true })
  }
})

test('say which libraries they need, and how new', () => {
  const prebuilt = join(ROOT, 'node_modules/@serialport/bindings-cpp/prebuilds')
  const bytes = readFileSync(join(prebuilt, 'linux-arm64/@serialport+bindings-cpp.armv8.glibc.node'))
  assert.ok(isElf(bytes))
  const needs = needsOf('serial port', bytes, 'arm64')
  assert.ok(needs.glibc >= 17 && needs.glibc < 42)
  assert.throws(() => needsOf('serial port', bytes, 'amd64'), /is for AArch64, not for amd64/)
  assert.equal(dependsOf([{ glibc: 34, glibcxx: 21, packages: new Set(['libc6', 'libstdc++6']) }]), [
    'libc6 (>= 2.34)',
    'libstdc++6 (>= 6)',
  ])
  assert.equal(dependsOf([]), [])
})

test.run()
