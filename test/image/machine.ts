// A whole emulated machine for a test: boots a disk, runs commands in it, loses its power at any moment, boots again.
// Its writes go to a layer of its own. Nothing of it outlives the test.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pause, until } from '#test/support/wait.ts'
import { baseDisk, bootFiles } from './base-disk.ts'
import { Channel } from './channel.ts'
import { command, type Said } from './command.ts'
import { type Hardware, qemuCommand, type UsbSerial } from './qemu.ts'
import { type Arch, rootTree } from './roots.ts'
import { applyWriteLog, type Outcome } from './write-log.ts'

export interface Inside {
  /** Runs a shell script as root inside. Any code is an answer; only a machine that is gone or silent throws. */
  run(script: string, options?: { readonly within?: number }): Promise<Said>
  /** The same, but any code other than 0 throws, with what was said. @returns stdout without the last line break */
  must(script: string, options?: { readonly within?: number }): Promise<string>
  copyIn(here: string, inside: string): Promise<void>
  copyOut(inside: string, here: string): Promise<void>
  /** Everything the console showed since the first start. */
  console(): Promise<string>
  /** Gone between two instructions. What was written and not flushed is treated as `disk` says. */
  powerCut(): Promise<void>
  /** Boots the same disk again. @returns when commands can be run, which is before all units are up */
  start(): Promise<void>
  /** Waits until systemd has started all there is to start. @returns `running` or `degraded` */
  settled(within?: number): Promise<string>
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

export interface Machine extends Inside {
  readonly folder: string
  /** The layer this machine writes to. */
  readonly disk: string
  /** With a volatile cache: what the last power cut took. */
  readonly lost: Outcome | undefined
  /** A command of QEMU's machine protocol, such as `device_del`. */
  qmp(execute: string, args?: object): Promise<unknown>
}

export interface MachineOptions {
  readonly arch: Arch
  /** A disk image to lie below; else Debian's root as `base-disk.ts` makes it, whose root is /dev/vda. */
  readonly image?: { readonly file: string; readonly format: 'raw' | 'qcow2'; readonly append: string }
  /** Kernel and initrd, where the image brings its own. */
  readonly kernel?: string
  readonly initrd?: string
  /** More kernel arguments. */
  readonly append?: string
  /** MiB. */
  readonly memory?: number
  readonly usb?: readonly UsbSerial[]
  readonly reach?: Readonly<Record<number, number>>
  readonly expose?: Readonly<Record<number, number>>
  /** Until the first command can be run, in milliseconds. */
  readonly bootWithin?: number
  /** Its disk has a volatile cache: a power cut loses writes that were not flushed, as chance (0 up to 1) decides. */
  readonly volatileCache?: () => number
}

/** Emulated and beside other work: what takes 20 s alone. */
const BOOT_WITHIN = 300_000
const RUN_WITHIN = 120_000
/** pvm and the like open /dev/kvm too, but cannot run a plain kernel at speed. */
const canKvm = (arch: Arch): boolean =>
  (process.arch === 'x64' ? 'amd64' : process.arch) === arch &&
  existsSync('/dev/kvm') &&
  ['kvm_intel', 'kvm_amd'].some((name) => existsSync(`/sys/module/${name}`))

const layerOver = async (folder: string, below: string, format: string): Promise<string> => {
  const disk = join(folder, 'disk.qcow2')
  await command('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', format, '-b', below, disk])
  return disk
}

const rawCopy = async (folder: string, below: string): Promise<string> => {
  const disk = join(folder, 'disk.raw')
  await command('cp', ['--sparse=always', '--no-preserve=mode', below, disk])
  return disk
}

/** With a volatile cache the disk itself is only written after the cut; until then a layer takes what is lost with it. */
const loggedDisk = async (folder: string, disk: string): Promise<readonly string[]> => {
  const [layer, log] = [join(folder, 'layer.qcow2'), join(folder, 'writes.log')]
  await rm(layer, { force: true })
  await command('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', disk, layer])
  await writeFile(log, '')
  const file = (path: string): object => ({ driver: 'file', filename: path, cache: { 'no-flush': true } })
  const nodes = [
    { driver: 'qcow2', 'node-name': 'layer', file: file(layer), cache: { 'no-flush': true } },
    { 'node-name': 'disk', driver: 'blklogwrites', file: 'layer', log: file(log) },
  ]
  return nodes.flatMap((node) => ['-blockdev', JSON.stringify(node)])
}

class QemuMachine implements Machine {
  readonly folder: string
  readonly disk: string
  lost: Outcome | undefined
  private readonly chance: (() => number) | undefined
  private readonly hardware: Hardware
  private readonly bootWithin: number
  private child: ChildProcess | undefined
  private channel: Channel | undefined
  private said = ''
  private earlier = ''
  private copies = 0

  constructor(hardware: Hardware, disk: string, bootWithin: number, chance: (() => number) | undefined) {
    this.chance = chance
    this.hardware = hardware
    this.folder = hardware.folder
    this.disk = disk
    this.bootWithin = bootWithin
  }

  async start(): Promise<void> {
    await this.powerCut()
    const disk = this.chance ? { blockdev: await loggedDisk(this.folder, this.disk) } : this.disk
    const { command: name, args } = qemuCommand({ ...this.hardware, disk })
    const sockets = ['exec.sock', 'qmp.sock'].map((file) => join(this.folder, file))
    for (const path of sockets) await rm(path, { force: true })
    this.said = ''
    // However the test ends, its machine ends with it.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', name, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.child = child
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.said = (this.said + String(text)).slice(-4000)
    })
    child.once('error', (fault) => {
      this.said += String(fault)
    })
    await until(() => this.isGone() || existsSync(sockets[0] ?? ''), 'the emulator has started', 20_000)
    if (this.isGone()) throw new Error(`${name} ended at once: ${this.said}`)
    this.channel = await Channel.open(sockets[0] ?? '')
    try {
      await this.channel.ready(this.bootWithin)
    } catch (cause) {
      const seen = (await this.console()).slice(-3000)
      await this.powerCut()
      throw new Error(`the machine did not come up. ${this.said} Its console ended with:\n${seen}`, { cause })
    }
  }

  run(script: string, { within = RUN_WITHIN }: { readonly within?: number } = {}): Promise<Said> {
    if (!this.channel) return Promise.reject(new Error('the machine is not running'))
    return this.channel.run(script, within)
  }

  async must(script: string, options?: { readonly within?: number }): Promise<string> {
    const { code, stdout, stderr } = await this.run(script, options)
    if (code !== 0)
      throw new Error(`in the machine, code ${code}: ${script}\n${stdout.slice(-3000)}${stderr.slice(-3000)}`)
    return stdout.trimEnd()
  }

  async copyIn(here: string, inside: string): Promise<void> {
    const name = `in-${this.copies++}-${basename(here)}`
    const shared = join(this.folder, 'shared', name)
    await copyFile(here, shared)
    await this.must(`cp '/run/machine/shared/${name}' '${inside}'`)
    await rm(shared)
  }

  async copyOut(inside: string, here: string): Promise<void> {
    const name = `out-${this.copies++}`
    const shared = join(this.folder, 'shared', name)
    await this.must(`cp '${inside}' '/run/machine/shared/${name}'`)
    await copyFile(shared, here)
    await rm(shared)
  }

  async console(): Promise<string> {
    return this.earlier + (await readFile(join(this.folder, 'console.log'), 'utf8').catch(() => ''))
  }

  async settled(within = 300_000): Promise<string> {
    return (await this.run('systemctl is-system-running --wait', { within })).stdout.trim()
  }

  async powerCut(): Promise<void> {
    const { child } = this
    this.channel?.close()
    this.channel = undefined
    this.child = undefined
    if (child === undefined) return
    const gone = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve()
      else child.once('exit', () => resolve())
    })
    child.kill('SIGKILL')
    await gone
    if (this.chance) this.lost = await applyWriteLog(join(this.folder, 'writes.log'), this.disk, this.chance)
    this.earlier = `${await this.console()}\n--- power cut ---\n`
    await rm(join(this.folder, 'console.log'), { force: true })
  }

  async qmp(execute: string, args: object = {}): Promise<unknown> {
    const { qmp } = await import('./qmp.ts')
    return qmp(join(this.folder, 'qmp.sock'), execute, args)
  }

  async close(): Promise<void> {
    await this.powerCut()
    await rm(this.folder, { recursive: true, force: true })
  }

  private isGone(): boolean {
    return this.child?.exitCode !== null || this.child.signalCode !== null
  }
}

const PLAIN_APPEND = 'root=/dev/vda rw'

/** Boots a new machine. @returns when commands can be run; `settled()` waits for all of it */
export const bootMachine = async (options: MachineOptions): Promise<Machine> => {
  const { arch, image, memory = 1024, usb = [], reach = {}, expose = {}, bootWithin = BOOT_WITHIN } = options
  const boot = await bootFiles(await rootTree(arch))
  const below = image?.file ?? (await baseDisk(arch)).disk
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-machine-'))
  await mkdir(join(folder, 'shared'))
  const disk = options.volatileCache
    ? await rawCopy(folder, below)
    : await layerOver(folder, below, image?.format ?? 'raw')
  const { kernel = boot.kernel, initrd = boot.initrd } = options
  const append = [image?.append ?? PLAIN_APPEND, 'panic=-1 net.ifnames=1', options.append ?? ''].join(' ').trim()
  const hardware = { arch, folder, kernel, initrd, append, disk, memory, usb, reach, expose, kvm: canKvm(arch) }
  const machine = new QemuMachine(hardware, disk, bootWithin, options.volatileCache)
  try {
    await machine.start()
    return machine
  } catch (fault) {
    await machine.close()
    await pause(0)
    throw fault
  }
}
