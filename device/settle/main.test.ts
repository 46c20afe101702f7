import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '#test/support/wait.ts'

const test = suite('the program for versions')
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url))
const PATIENCE = 20_000

const settle = (...args: string[]): Promise<{ code: number | null; out: string; err: string }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out, err })),
  )
  return within(ended, 'the program', PATIENCE).finally(() => child.kill('SIGKILL'))
}

test('takes versions in, says how it is, goes back by hand, and says how it is called', async () => {
  const root = await mkdtemp(join(tmpdir(), 'hausrecht-settle-'))
  const places = ['versions', 'units', 'instead', 'socket'].flatMap((name) => [`--${name}`, join(root, name)])
  // A unit that no system has: whatever systemctl is asked about it changes nothing.
  const all = [...places, '--unit', 'hausrecht-of-a-test.service']
  try {
    for (const folder of ['versions', 'units', 'instead']) await mkdir(join(root, folder))
    for (const version of ['1.0.0', '2.0.0']) {
      const payload = join(root, 'usr', version)
      await mkdir(payload, { recursive: true })
      await writeFile(join(payload, 'settle.js'), version)
      assert.equal(await settle('adopt', '--payload', payload, ...all), { code: 0, out: '', err: '' })
    }
    const { out } = await settle('status', ...all)
    const trial = { to: '2.0.0', from: '1.0.0', tries: 0, ailed: ['rig_lost', 'camera_lost', 'not_recording'] }
    assert.equal(JSON.parse(out), { current: '2.0.0', previous: '1.0.0', trial })
    assert.is((await settle('back', ...all)).code, 0)
    const after: unknown = JSON.parse((await settle('status', ...all)).out)
    assert.equal(after, { current: '1.0.0', previous: '1.0.0', refused: '2.0.0' })
    const nowhere = await settle('back', ...all)
    assert.is(nowhere.code, 1)
    assert.match(nowhere.err, /^no_previous: /)
    assert.is((await settle('dance')).code, 2)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})

test.run()
