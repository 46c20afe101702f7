// docs/build-a-rig.md, the short look: each block is known to the test that follows the guide for real
// (test/image/build-a-rig.test.ts), and each command in it is one that the command line has. Every block is run by a
// shell here, with programs that only write down how they were called.

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCall, findCommand, readOptions } from '#scripts/cli/arguments.ts'
import { COMMANDS } from '#scripts/cli/commands.ts'
import { readTyped } from '#scripts/flash/typed.ts'
import { STEPS } from '#test/image/guide-steps.fixture.ts'
import { type Guide, onlyBlock, readGuide } from './guide.fixture.ts'

const PROGRAMS = ['npm', 'npx', 'ssh', 'sudo']
/** In the running text, and nothing of ours: they need a Pi, or look for a fault. */
const NOT_RUN = [
  'ls /dev/hausrecht-rigs',
  'lsusb',
  'vcgencmd get_throttled',
  'journalctl -u hausrecht-device',
  'journalctl -u hausrecht-device -n 50',
  'sudo env "PATH=$PATH"',
]

const guide = suite('the guide to build a rig, its commands')

/** Each program prints its words, one call a line, and `ssh` answers as the Pi would. */
const RECORD = `#!/usr/bin/env node
const [name, ...words] = [process.argv[1].split('/').at(-1), ...process.argv.slice(2)]
require('node:fs').appendFileSync(process.env.CALLS, JSON.stringify([name, ...words]) + '\\n')
if (name === 'ssh') console.log('K7QP-3M4X-9T2B-WFAZ')
`

/** @returns how the programs of ours were called by all blocks */
const callsOf = async (read: Guide): Promise<readonly (readonly string[])[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-guide-'))
  try {
    for (const name of PROGRAMS) await writeFile(join(folder, name), RECORD, { mode: 0o755 })
    const calls = join(folder, 'calls')
    const script = `set -eu\n${read.blocks.map(({ text }) => text).join('\n')}`
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder, USER: 'anna', CALLS: calls }
    await promisify(execFile)('bash', ['-c', script], { env, cwd: folder, timeout: 50_000 })
    const lines = (await readFile(calls, 'utf8')).trim().split('\n')
    return lines.map((line) => JSON.parse(line) as string[])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws SpokenError when the command line does not take it */
const isTaken = (argv: readonly string[]): void => {
  const { command, rest, words } = findCommand(argv, COMMANDS)
  if (!command) throw new Error(`there is no command “${words || argv.join(' ')}”`)
  checkCall(command, readOptions(rest, command.options))
}

guide('has no block of commands that no step of the whole test runs', async () => {
  const { blocks } = await readGuide()
  for (const { name, line } of blocks) assert.ok(STEPS[name], `line ${line}: “${name}” is no step`)
  assert.equal([...new Set(blocks.map(({ name }) => name))].sort(), Object.keys(STEPS).sort())
})

/** By program: throws, or asserts, that it takes these words. */
const TAKES: Readonly<Record<string, (words: readonly string[], scripts: Readonly<Record<string, string>>) => void>> = {
  ssh: (words) => assert.ok(words.includes('anna@frontdoor.local'), words.join(' ')),
  npm: ([run, script = '', ...words], scripts) => {
    assert.ok(run === 'run' && script in scripts, script)
    if (script === 'flash') readTyped(words.slice(1))
  },
  npx: ([name, ...words]) => {
    assert.is(name, 'hausrecht')
    isTaken(words)
  },
  sudo: ([name, ...words]) => {
    if (name === 'hausrecht') isTaken(words)
  },
}

guide('types nothing that the command line, npm or the flashing does not take', async () => {
  const read = await readGuide()
  const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>
  }
  const calls = await callsOf(read)
  for (const [program = '', ...words] of calls) TAKES[program]?.(words, scripts)
  assert.ok(calls.filter((call) => call[1] === 'hausrecht').length >= 18, `${calls.length} calls`)
})

guide('names no other command in its running text than those it is known for', async () => {
  const read = await readGuide()
  const isCommand = /^(sudo|npx|npm|hausrecht|journalctl|systemctl|ssh|ls|lsusb|vcgencmd|apt|cat|cloud-init)\b/
  const left: string[] = []
  const { text: set } = onlyBlock(read, 'set')
  for (const code of new Set(read.inline.filter((inline) => isCommand.test(inline)))) {
    const words = code.replace(/ --port \/dev\/\S+…/, '').split(/\s+/)
    const at = words.indexOf('hausrecht')
    if (at >= 0) isTaken(words.slice(at + 1).map((word) => word.replaceAll('"', '')))
    else if (!read.blocks.some(({ text }) => text.includes(code)) && !set.includes(code)) left.push(code)
  }
  assert.equal(left.sort(), [...NOT_RUN].sort())
})

guide.run()
