import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { divide, type Groups } from './groups.ts'

interface Scene {
  root: string
  group: string
  logged: string[]
  divide(user?: number): Groups
  read(...path: string[]): string | undefined
}

const test = suite<Scene>('shares of the machine')

const SERVICE = '/system.slice/hausrecht-device.service'
const OURS = process.geteuid?.() ?? 0
/** Root is never delegated anything: as root the scene belongs to nobody. */
const USER = OURS === 0 ? 65_534 : OURS
/** Plain files stand for the kernel's: what is written last is what is read. */
const KERNEL = ['cgroup.procs', 'cgroup.subtree_control']

test.before.each((scene) => {
  scene.root = mkdtempSync(join(tmpdir(), 'hausrecht-groups-'))
  scene.group = join(scene.root, 'cgroup', SERVICE)
  mkdirSync(scene.group, { recursive: true })
  for (const file of KERNEL) writeFileSync(join(scene.group, file), '')
  if (OURS !== USER) chownSync(scene.group, USER, USER)
  mkdirSync(join(scene.root, 'proc', 'self'), { recursive: true })
  mkdirSync(join(scene.root, 'proc', '4711'))
  writeFileSync(join(scene.root, 'proc', 'self', 'cgroup'), `0::${SERVICE}\n`)
  scene.logged = []
  const note = (_: unknown, text?: string): void => void scene.logged.push(text ?? '')
  scene.divide = (user = USER) =>
    divide({
      log: { info: note, warn: note, debug: () => undefined },
      tree: join(scene.root, 'cgroup'),
      proc: join(scene.root, 'proc'),
      user,
    })
  scene.read = (...path) => {
    try {
      return readFileSync(join(scene.root, ...path), 'utf8')
    } catch {
      return undefined
    }
  }
})
test.after.each(({ root }) => rmSync(root, { recursive: true, force: true }))

test('puts itself into lock before it divides the group', ({ divide, read, logged }) => {
  divide()
  assert.is(read('cgroup', SERVICE, 'lock', 'cgroup.procs'), String(process.pid))
  assert.is(read('cgroup', SERVICE, 'cgroup.subtree_control'), '+pids')
  assert.equal(logged, ['lock, camera and live view have their shares'])
})

test('gives the lock the most, bounds the others, and bounds the lock in nothing', ({ divide, read }) => {
  divide()
  const weight = (name: string): number => Number(read('cgroup', SERVICE, name, 'cpu.weight'))
  assert.ok(weight('lock') >= 10 * weight('camera') && weight('camera') > weight('live'))
  for (const name of ['camera', 'live']) {
    assert.ok(Number(read('cgroup', SERVICE, name, 'memory.max')) > 0)
    assert.is(read('cgroup', SERVICE, name, 'memory.oom.group'), '1')
  }
  assert.is(read('cgroup', SERVICE, 'lock', 'memory.max'), undefined)
})

test('places a child, and lets it end before the lock does', ({ divide, read }) => {
  divide().place('camera', 4711)
  assert.is(read('cgroup', SERVICE, 'camera', 'cgroup.procs'), '4711')
  assert.is(read('proc', '4711', 'oom_score_adj'), '500')
})

test('goes on without a controller that the kernel lacks', ({ divide, group, read }) => {
  mkdirSync(join(group, 'camera', 'memory.max'), { recursive: true })
  divide().place('camera', 4711)
  assert.is(read('cgroup', SERVICE, 'camera', 'cgroup.procs'), '4711')
  assert.is(read('cgroup', SERVICE, 'camera', 'cpu.weight'), '100')
})

test('touches no group that is not its own', ({ divide, read, root }) => {
  const untouched = (): void => assert.is(read('cgroup', SERVICE, 'lock', 'cgroup.procs'), undefined)
  divide(USER + 1).place('camera', 4711)
  untouched()
  divide(0).place('camera', 4711)
  untouched()
  // Version 1 has a line for each controller, and none without.
  writeFileSync(join(root, 'proc', 'self', 'cgroup'), `4:memory:${SERVICE}\n1:name=systemd:${SERVICE}\n`)
  divide().place('camera', 4711)
  untouched()
  writeFileSync(join(root, 'proc', 'self', 'cgroup'), '0::/\n')
  divide().place('camera', 4711)
  untouched()
})

test.run()
