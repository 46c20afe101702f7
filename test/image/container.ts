// The cheap kind of machine: systemd of the Debian root as process 1 of a container, at this computer's own speed
// (arm64 through qemu-user). Same kernel, no udev, no kernel of its own; a power cut loses nothing that was written.

import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { until } from '#test/support/wait.ts'
import { plainMachine } from './base-disk.ts'
import { attempt, command, type Said } from './command.ts'
import type { Inside } from './machine.ts'
import { OUTSIDE } from './qemu.ts'
import { type Arch, rootTree } from './roots.ts'

export interface Container extends Inside {
  readonly folder: string
  /** Its root, as seen from here. */
  readonly tree: string
  /** Process 1 inside, as numbered here. */
  pid(): number
}

export interface ContainerOptions {
  readonly arch: Arch
  /** Port of 10.0.2.100 inside → port of 127.0.0.1 here, as with a whole machine. */
  readonly reach?: Readonly<Record<number, number>>
  /** More arguments for systemd-nspawn, such as `--bind=…`. */
  readonly args?: readonly string[]
  readonly bootWithin?: number
  /** Process 1 does nothing: the root, its programs and what is started by hand. systemd starts nothing under qemu-user. */
  readonly bare?: boolean
}

const UNIFIED = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']
const BOOT_WITHIN = 120_000
const RUN_WITHIN = 120_000
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const living = new Set<() => void>()
process.on('exit', () => {
  for (const kill of living) kill()
})

const childrenOf = async (pid: number): Promise<number[]> => {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}

/** Its number in the innermost process namespace: proc(5), NSpid. */
const innerPid = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const numbers = /^NSpid:\t(.*)$/m.exec(status)?.[1]?.split('\t') ?? []
  return numbers.length > 1 ? Number(numbers.at(-1)) : 0
}

/** A cgroup of version 2 of its own, so that containers do not share one. */
const ownGroup = async (name: string): Promise<string | undefined> => {
  for (const top of UNIFIED) {
    const isV2 = (await attempt('stat', ['-f', '-c', '%T', top])).stdout.trim() === 'cgroup2fs'
    if (!isV2) continue
    await mkdir(join(top, name))
    return join(top, name)
  }
  return undefined
}

const removeGroup = async (group: string): Promise<void> => {
  const names = await readdir(group, { withFileTypes: true }).catch(() => [])
  for (const entry of names) if (entry.isDirectory()) await removeGroup(join(group, entry.name))
  await attempt('rmdir', [group])
}

class NspawnContainer implements Container {
  readonly folder: string
  readonly tree: string
  private readonly options: ContainerOptions
  private readonly name: string
  private child: ChildProcess | undefined
  private leader = 0
  private shown = ''
  private group: string | undefined
  private readonly relays: ChildProcess[] = []

  constructor(folder: string, options: ContainerOptions) {
    this.folder = folder
    this.tree = join(folder, 'tree')
    this.name = basename(folder)
    this.options = options
  }

  pid(): number {
    return this.leader
  }

  /** Its root: the cached tree below, its own writes above. */
  async mount(): Promise<void> {
    const [upper, work] = [join(this.folder, 'upper'), join(this.folder, 'work')]
    for (const path of [upper, work, this.tree]) await mkdir(path)
    const layers = `lowerdir=${await rootTree(this.options.arch)},upperdir=${upper},workdir=${work}`
    await command('mount', ['-t', 'overlay', 'overlay', '-o', layers, this.tree])
    await plainMachine(this.tree)
    for (const unit of ['systemd-networkd.service', 'systemd-networkd.socket', 'systemd-timesyncd.service']) {
      await command('ln', ['-sfn', '/dev/null', join(this.tree, 'etc/systemd/system', unit)])
    }
    await writeFile(join(this.tree, 'etc/machine-id'), '')
    await writeFile(join(this.tree, 'etc/fstab'), '')
  }

  async start(): Promise<void> {
    await this.powerCut()
    this.group = await ownGroup(this.name)
    const enter = this.group === undefined ? '' : `echo $$ > ${this.group}/cgroup.procs; `
    const nspawn = [
      ...['systemd-nspawn', '-q', '-D', this.tree, '--private-network', '--register=no', '--keep-unit'],
      ...[`--machine=${this.name}`, '--link-journal=no', '--console=pipe', '--resolv-conf=off', '--timezone=off'],
      ...(this.options.args ?? []),
      ...(this.options.bare ? ['--as-pid2', 'sleep', 'infinity'] : ['-b']),
    ]
    const child = spawn('sh', ['-c', `${enter}exec "$@"`, 'sh', ...nspawn], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
    })
    this.child = child
    living.add(this.kill)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.shown += String(text)
      })
    }
    const { bootWithin = BOOT_WITHIN } = this.options
    await until(() => this.answers(), `the container answers. It showed: ${this.shown}`, bootWithin)
    await this.reachOut()
  }

  async run(script: string, { within = RUN_WITHIN }: { readonly within?: number } = {}): Promise<Said> {
    if (this.leader === 0) throw new Error('the container is not running')
    const enter = ['-t', String(this.leader), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w']
    return attempt(
      'nsenter',
      [...enter, '--', 'env', '-i', PATH, 'HOME=/root', 'LC_ALL=C.UTF-8', 'sh', '-c', script],
      within,
    )
  }

  async must(script: string, options?: { readonly within?: number }): Promise<string> {
    const { code, stdout, stderr } = await this.run(script, options)
    if (code !== 0)
      throw new Error(`in the container, code ${code}: ${script}\n${stdout.slice(-3000)}${stderr.slice(-3000)}`)
    return stdout.trimEnd()
  }

  /** Through its root's own mount, so that /run and /tmp inside work too. */
  copyIn(here: string, inside: string): Promise<void> {
    return copyFile(here, `/proc/${this.leader}/root${inside}`)
  }

  copyOut(inside: string, here: string): Promise<void> {
    return copyFile(`/proc/${this.leader}/root${inside}`, here)
  }

  async console(): Promise<string> {
    return this.shown
  }

  async settled(within = 120_000): Promise<string> {
    return (await this.run('systemctl is-system-running --wait', { within })).stdout.trim()
  }

  async powerCut(): Promise<void> {
    const { child } = this
    for (const relay of this.relays.splice(0)) relay.kill('SIGKILL')
    this.child = undefined
    if (child !== undefined) {
      const gone = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve()
        else child.once('exit', () => resolve())
      })
      this.kill()
      await gone
      living.delete(this.kill)
      this.shown += '\n--- power cut ---\n'
    }
    this.leader = 0
    const { group } = this
    this.group = undefined
    if (group === undefined) return
    await until(
      async () => {
        await removeGroup(group)
        return (await attempt('test', ['-e', group])).code !== 0
      },
      'the cgroup is empty',
      10_000,
    )
  }

  async close(): Promise<void> {
    await this.powerCut()
    await attempt('umount', ['-l', this.tree])
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Process 1 inside takes all others with it; nspawn follows. */
  private readonly kill = (): void => {
    try {
      if (this.leader > 0) process.kill(this.leader, 'SIGKILL')
      else this.child?.kill('SIGKILL')
    } catch {
      // Gone already.
    }
  }

  private async answers(): Promise<boolean> {
    if (this.child?.exitCode !== null) throw new Error(`systemd-nspawn ended: ${this.shown.slice(-3000)}`)
    this.leader = await this.findLeader()
    if (this.leader === 0) return false
    if (this.options.bare) return (await this.run('test -d /run/host', { within: 5000 })).code === 0
    const { stdout } = await this.run('systemctl is-system-running', { within: 5000 })
    return ['starting', 'running', 'degraded'].includes(stdout.trim())
  }

  private async findLeader(): Promise<number> {
    const queue = [this.child?.pid ?? 0]
    for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
      if ((await innerPid(pid)) === 1) return pid
      queue.push(...(await childrenOf(pid)))
    }
    return 0
  }

  /** socat of this computer, in the container's network alone: its other side is a socket file here. */
  private async reachOut(): Promise<void> {
    const ports = Object.entries(this.options.reach ?? {})
    if (ports.length === 0) return
    await command('nsenter', ['-t', String(this.leader), '-n', 'ip', 'addr', 'replace', `${OUTSIDE}/32`, 'dev', 'lo'])
    for (const [inside, here] of ports) {
      const path = join(this.folder, `reach-${inside}.sock`)
      await rm(path, { force: true })
      const relay = (args: readonly string[]): void => {
        this.relays.push(spawn(args[0] ?? '', args.slice(1), { stdio: 'ignore' }))
      }
      relay(['socat', `UNIX-LISTEN:${path},fork`, `TCP4:127.0.0.1:${here},nodelay`])
      const listen = `TCP4-LISTEN:${inside},bind=${OUTSIDE},fork,reuseaddr,nodelay`
      relay(['nsenter', '-t', String(this.leader), '-n', 'socat', listen, `UNIX-CONNECT:${path}`])
    }
  }
}

/** Boots a new container. @returns when commands can be run */
export const bootContainer = async (options: ContainerOptions): Promise<Container> => {
  const container = new NspawnContainer(await mkdtemp(join(tmpdir(), 'hausrecht-container-')), options)
  try {
    await container.mount()
    await container.start()
    return container
  } catch (fault) {
    await container.close()
    throw fault
  }
}
