import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openNotifier } from './notify.ts'

interface Scene {
  folder: string
  environment: NodeJS.ProcessEnv
  failures: unknown[]
  /** What the stand-in for systemd-notify was told, a line a call, once there are so many. */
  told(calls: number): Promise<string[]>
}

const test = suite<Scene>('telling systemd')

/** In place of systemd's own program: writes down whom it was to tell what. */
const STAND_IN = '#!/bin/sh\necho "$NOTIFY_SOCKET $(printenv | grep -c SECRET) $*" >>"$(dirname "$0")/told"\n'

const linesOf = (path: string): string[] => {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1)
  } catch {
    return []
  }
}

test.before.each((scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-notify-'))
  writeFileSync(join(scene.folder, 'systemd-notify'), STAND_IN)
  chmodSync(join(scene.folder, 'systemd-notify'), 0o755)
  scene.environment = { PATH: `${scene.folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/told', WATCHDOG_USEC: '30000000' }
  scene.failures = []
  scene.told = async (calls) => {
    for (let waited = 0; waited < 5000; waited += 10) {
      const lines = linesOf(join(scene.folder, 'told'))
      if (lines.length >= calls) return lines.sort()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return assert.unreachable('systemd was not told') as never
  }
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

test('says that it is ready, alive, unwell and stopping', async ({ environment, failures, told }) => {
  environment['SECRET'] = 'kept'
  const notify = openNotifier(environment, (error) => failures.push(error))
  assert.is(notify.watchdog, 30_000)
  notify.ready('door abc')
  notify.alive('well')
  notify.unwell('stands still: rig')
  notify.stopping()
  assert.equal(await told(4), [
    '/run/told 0 READY=1 STATUS=door abc',
    '/run/told 0 STATUS=stands still: rig',
    '/run/told 0 STOPPING=1',
    '/run/told 0 WATCHDOG=1 STATUS=well',
  ])
  assert.equal(failures, [])
})

test('lets no status speak for another field', async ({ environment, told }) => {
  openNotifier(environment, () => undefined).unwell('bad\nWATCHDOG=1\n')
  assert.equal(await told(1), ['/run/told 0 STATUS=bad WATCHDOG=1 '])
})

test('takes systemd’s words out of what its children get', ({ environment }) => {
  openNotifier(environment, () => undefined)
  assert.equal(Object.keys(environment), ['PATH'])
})

test('says nothing where nobody asked', async ({ folder, environment, failures }) => {
  delete environment['NOTIFY_SOCKET']
  const notify = openNotifier(environment, (error) => failures.push(error))
  assert.is(notify.watchdog, undefined)
  notify.ready('well')
  notify.stopping()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(linesOf(join(folder, 'told')), [])
})

test('leaves another process’s watchdog alone', ({ environment }) => {
  environment['WATCHDOG_PID'] = '1'
  assert.is(openNotifier(environment, () => undefined).watchdog, undefined)
})

test('says when systemd cannot be told', async ({ environment, failures }) => {
  environment['PATH'] = '/nowhere'
  openNotifier(environment, (error) => failures.push(error)).ready('well')
  for (let waited = 0; failures.length === 0 && waited < 5000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.is(failures.length, 1)
})

test.run()
