import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openNotifier } from './notify.ts'

const test = suite<{ folder: string; told(): string }>('telling systemd')

test.before.each((scene) => {
  scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-notify-'))
  // In place of systemd's own program: writes down whom it was to tell what.
  writeFileSync(join(scene.folder, 'systemd-notify'), '#!/bin/sh\necho "$NOTIFY_SOCKET $*" >>"$(dirname "$0")/told"\n')
  chmodSync(join(scene.folder, 'systemd-notify'), 0o755)
  writeFileSync(join(scene.folder, 'told'), '')
  scene.told = () => readFileSync(join(scene.folder, 'told'), 'utf8')
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const until = async (holds: () => boolean): Promise<void> => {
  for (let waited = 0; !holds(); waited += 10) {
    assert.ok(waited < 5000, 'systemd was not told')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('says that it is ready, then that it is alive, then that it stops', async ({ folder, told }) => {
  const failures: unknown[] = []
  const environment = { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/told', WATCHDOG_USEC: '300000' }
  const notify = openNotifier(environment, (error) => failures.push(error))
  notify.ready()
  await until(() => told().split('/run/told WATCHDOG=1\n').length > 2)
  assert.match(told(), '/run/told READY=1\n')
  notify.stopping()
  await until(() => told().includes('/run/told STOPPING=1\n'))
  assert.equal(failures, [])
})

test('says nothing where nobody asked', async ({ folder, told }) => {
  const notify = openNotifier({ PATH: `${folder}:/usr/bin:/bin`, WATCHDOG_USEC: '30000' }, () => assert.unreachable())
  notify.ready()
  notify.stopping()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.is(told(), '')
})

test('says when systemd cannot be told', async () => {
  const failures: unknown[] = []
  const environment = { PATH: '/nowhere', NOTIFY_SOCKET: '/run/told' }
  openNotifier(environment, (error) => failures.push(error)).ready()
  await until(() => failures.length === 1)
})

test.run()
