// Nothing of one person's machine gets into the project: no registry, no absolute path.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listFiles, readText } from './files.fixture.ts'

/** Hosts that packages come from: which one is the business of whoever installs. */
const registryHost =
  /\b(?:registry|npm|pypi|packages|artifacts?|nexus|artifactory)\.[a-z0-9-]+\.[a-z]{2,}|\bnpmmirror\.|\bpythonhosted\./i
/** A path that holds only on one machine; `/home/pi` is what the Raspberry Pi's image calls its user's folder. */
const machinePath =
  /(?<![\w.~-])\/(?:home\/(?!pi\b)|Users\/|root\/|work\/|mnt\/|private\/tmp\/|tmp\/[\w-]+\.)[\w.-]*|\b[A-Z]:\\\w/

const isText = (path: string): boolean => !/\.(hex|png|jpe?g|webp|ico|woff2?|mp4|pdf)$/.test(path)

function findings(pattern: RegExp): string[] {
  return listFiles()
    .filter(isText)
    .flatMap((path) =>
      readText(path)
        .split('\n')
        .flatMap((line, index) => {
          const found = pattern.exec(line)
          return found === null ? [] : [`${path}:${index + 1}: ${found[0]}`]
        }),
    )
}

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly optional?: boolean
}

const packageJson = JSON.parse(readText('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>
const wanted = { ...packageJson.dependencies, ...packageJson.devDependencies }
const locked = JSON.parse(readText('package-lock.json')) as { packages: Record<string, Locked> }

const test = suite('traces')

test('knows a trace when it sees one', () => {
  const host = ['registry', 'example', 'org'].join('.')
  const path = ['', 'home', 'anna', 'x.ts'].join('/')
  assert.match(`"https://${host}/a.tgz"`, registryHost)
  assert.match(`see ${path}`, machinePath)
  assert.not.match('https://example.org/home/anna', machinePath)
  assert.not.match('/home/pi/hausrecht', machinePath)
})

test('names no package registry', () => {
  assert.equal(findings(registryHost), [])
})

test('names no path of one machine', () => {
  assert.equal(findings(machinePath), [])
})

test('locks every package by version and hash (what only other systems load may lack one), and none to a host', () => {
  const packages = Object.entries(locked.packages).filter(([path]) => path !== '')
  assert.ok(packages.length > 0)
  assert.equal(
    packages.filter(([, entry]) => /^https?:/.test(entry.resolved ?? '')).map(([path]) => path),
    [],
  )
  assert.equal(
    packages.filter(([, entry]) => !entry.version || !(entry.integrity || entry.optional)).map(([path]) => path),
    [],
  )
})

test('asks for exact versions', () => {
  assert.equal(
    Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  )
})

// Needs the page, which comes last.
const whenThere = listFiles().includes('docs/dependencies.md') ? test : test.skip
whenThere('says why each dependency is here: needs docs/dependencies.md', () => {
  const page = readText('docs/dependencies.md')
  assert.equal(
    Object.keys(wanted).filter((name) => !page.includes(`\`${name}\``)),
    [],
  )
})

test.run()
