// What lintian finds in the packages is what docs/packages.md says, no more and no less. Long: it unpacks and reads all of it.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ROOT } from './bundle.ts'
import { lacks, OWN } from './packaged.fixture.ts'

const PAGE = readFileSync(join(ROOT, 'docs/packages.md'), 'utf8')
const SECTION = PAGE.split(/^## /m).find((part) => part.startsWith('What lintian says')) ?? ''
const BUILD_WITHIN = 900_000
const LOOK_WITHIN = 600_000

/** The page is about this one: each release of lintian finds other things. */
const WANTED = /\((\d+\.\d+)\)/.exec(SECTION)?.[1] ?? ''

const lacking = (): string | undefined => {
  if (process.env['HAUSRECHT_LONG'] !== '1') return 'needs --long: it takes minutes'
  const { error, stdout } = spawnSync('lintian', ['--print-version'], { encoding: 'utf8' })
  if (error) return 'needs lintian'
  return stdout.startsWith(WANTED) ? lacks() : `needs lintian ${WANTED}`
}

const why = lacking()
const looked = suite('packages under lintian')
// Needs lintian, and minutes.
const test = why === undefined ? looked : looked.skip

/** In the first column of the page's table. */
const told = (): string[] =>
  SECTION.split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, tag = '']) => tag))
    .sort()

const build = (to: string): void => {
  const main = join(ROOT, 'scripts/package/main.ts')
  execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), main, '--arch', OWN, '--to', to], {
    cwd: ROOT,
    timeout: BUILD_WITHIN,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

test(`say what the page says${why === undefined ? '' : ` (${why})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hausrecht-lintian-'))
  try {
    build(folder)
    const debs = readdirSync(folder).filter((name) => name.endsWith('.deb'))
    assert.is(debs.length, 3)
    // It ends with 1 where it has found something.
    const { stdout, stderr } = spawnSync('lintian', ['--allow-root', ...debs], {
      cwd: folder,
      encoding: 'utf8',
      timeout: LOOK_WITHIN,
    })
    const lines = stdout.split('\n').filter((line) => /^[EW]: /.test(line))
    const tags = [...new Set(lines.map((line) => line.split(': ')[2]?.split(' ')[0] ?? line))].sort()
    assert.equal(tags, told(), `${lines.join('\n')}\n${stderr}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

looked.run()
