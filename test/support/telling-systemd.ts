// What bridge and clip service must tell systemd alike: a suite for each one's own notifier, and a stand-in program.

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type Test } from 'uvu'
import * as assert from 'uvu/assert'
import { pause, until } from './wait.ts'

interface Scene {
  folder: string
  told(): string
}

type OpenNotifier = (
  environment: NodeJS.ProcessEnv,
  failed: (error: unknown) => void,
) => { ready(): void; stopping(): void }

const LIMIT = 5000

export const tellingSystemd = (openNotifier: OpenNotifier): Test<Scene> => {
  const test = suite<Scene>('telling systemd')
  test.before.each((scene) => {
    scene.folder = mkdtempSync(join(tmpdir(), 'hausrecht-notify-'))
    // In place of systemd's own program: writes down whom it was to tell what.
    writeFileSync(
      join(scene.folder, 'systemd-notify'),
      '#!/bin/sh\necho "$NOTIFY_SOCKET $*" >>"$(dirname "$0")/told"\n',
    )
    chmodSync(join(scene.folder, 'systemd-notify'), 0o755)
    writeFileSync(join(scene.folder, 'told'), '')
    scene.told = () => readFileSync(join(scene.folder, 'told'), 'utf8')
  })
  test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

  test('says that it is ready, then that it is alive, then that it stops', async ({ folder, told }) => {
    const failures: unknown[] = []
    const environment = { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/told', WATCHDOG_USEC: '300000' }
    const notify = openNotifier(environment, (error) => failures.push(error))
    notify.ready()
    await until(() => told().split('/run/told WATCHDOG=1\n').length > 2, 'two signs of life', LIMIT)
    assert.match(told(), '/run/told READY=1\n')
    notify.stopping()
    await until(() => told().includes('/run/told STOPPING=1\n'), 'the end was told', LIMIT)
    assert.equal(failures, [])
  })

  test('says nothing where nobody asked', async ({ folder, told }) => {
    const notify = openNotifier({ PATH: `${folder}:/usr/bin:/bin`, WATCHDOG_USEC: '30000' }, () => assert.unreachable())
    notify.ready()
    notify.stopping()
    await pause(50)
    assert.is(told(), '')
  })

  test('says when systemd cannot be told', async () => {
    const failures: unknown[] = []
    const environment = { PATH: '/nowhere', NOTIFY_SOCKET: '/run/told' }
    openNotifier(environment, (error) => failures.push(error)).ready()
    await until(() => failures.length === 1, 'the failure', LIMIT)
  })

  return test
}
