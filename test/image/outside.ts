// What a machine under test finds outside of it: a simulated rig at the end of its serial line, a bridge, an owner with
// the command line. All on 127.0.0.1.

import { constants } from 'node:fs'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { FREQUENT } from '#scripts/bench/parts/bridge.ts'
import { freePort } from '#scripts/bench/parts/ports.ts'
import { startProgram, typescript } from '#scripts/bench/parts/program.ts'
import { type Caller, openCaller } from '#scripts/cli/call.fixture.ts'
import { pause } from '#test/support/wait.ts'
import { command } from './command.ts'
import type { Inside } from './machine.ts'
import { OUTSIDE } from './qemu.ts'

export interface Outside {
  readonly folder: string
  /** The simulator's serial line: a port of 127.0.0.1, or the device file of a pty. */
  readonly line: { readonly port: number } | { readonly device: string }
  /** What the machine must be let reach: the bridge. */
  readonly reach: Readonly<Record<number, number>>
  /** The owner's command line. */
  readonly call: Caller
  readonly rig: ControlClient
  /** The bridge, as the owner reaches it. */
  readonly pages: string
  close(): Promise<void>
}

const BRIDGE_PORT = 1883
/** For the settings inside. */
export const BRIDGE_INSIDE = `mqtt://${OUTSIDE}:${BRIDGE_PORT}`

const startBridge = async (folder: string, mqtt: number, http: number) => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'bridge.toml')
  const listen = [`mqtt = "127.0.0.1:${mqtt}"`, 'ws = ""', `http = "127.0.0.1:${http}"`]
  const rates = [...FREQUENT, '[rates.connects]', 'burst = 500', 'perSecond = 50']
  const lines = [`data = "${folder}"`, '[listen]', ...listen, '[log]', 'level = "warn"', ...rates, '']
  await writeFile(file, lines.join('\n'))
  return startProgram({ name: 'bridge', ...typescript('bridge/main.ts', '--config', file), limitMs: 60_000 })
}

/**
 * Inside it belongs to another user than here; and held open, since a pty that its last user closes is gone for good.
 * @returns the device file itself, and how to let go of it
 */
const holdPty = async (link: string): Promise<{ readonly device: string; readonly end: () => Promise<void> }> => {
  const device = await realpath(link)
  await chmod(device, 0o666)
  const held = await open(device, constants.O_RDWR | constants.O_NOCTTY)
  return { device, end: () => held.close() }
}

/** @param kind `tcp` for USB adapters of whole machines, `pty` to be bound into a container */
export const openOutside = async (kind: 'tcp' | 'pty'): Promise<Outside> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-outside-'))
  const [serialPort, control, mqtt, http] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const listen = kind === 'tcp' ? `tcp://127.0.0.1:${serialPort}` : `pty:${join(folder, 'rig')}`
    const ports = ['--listen', listen, '--control', `127.0.0.1:${control}`]
    const simulator = typescript('hardware/simulator/main.ts', ...ports)
    const rigProgram = await startProgram({ name: 'simulator', ...simulator, limitMs: 60_000 })
    ends.push(() => rigProgram.end('SIGKILL'))
    const bridge = await startBridge(join(folder, 'bridge'), mqtt, http)
    ends.push(() => bridge.end('SIGKILL'))
    const rig = await ControlClient.connect(`127.0.0.1:${control}`)
    ends.push(async () => rig.close())
    const call = await openCaller()
    ends.push(() => call.close())
    const line = kind === 'tcp' ? { port: serialPort } : await holdPty(join(folder, 'rig'))
    if ('end' in line) ends.push(line.end)
    return { folder, line, reach: { [BRIDGE_PORT]: mqtt }, call, rig, pages: `http://127.0.0.1:${http}`, close }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Presses the rig's pairing button and reads the code as the owner does at the rig. */
const pairingCode = async (inside: Inside, { rig }: Outside, within: number): Promise<string> => {
  const end = Date.now() + within
  while (Date.now() < end) {
    await rig.do({ do: 'press', button: 'pairing', ms: 300 })
    await pause(2000)
    const { code, stdout } = await inside.run('cat /var/lib/hausrecht/device/pairing-code')
    if (code === 0 && stdout.trim() !== '') return stdout.trim()
  }
  throw new Error(`no pairing code was shown within ${within} ms`)
}

/** Pairs an owner with the door inside, by button and code through the bridge. */
export const pairOwner = async (inside: Inside, outside: Outside, within = 120_000): Promise<void> => {
  const code = await pairingCode(inside, outside, within)
  const { call, pages } = outside
  const made = await call('key', 'make', '--name', 'owner')
  if (made.exit !== 0) throw new Error(`no key was made: ${made.err}`)
  const paired = await call('pair', '--code', code, '--bridge', pages, '--name', 'front', '--limit', '60s')
  if (paired.exit !== 0) throw new Error(`the door was not paired: ${paired.err}${paired.out}`)
}

/** What the door says of itself through the bridge, once it is heard. */
export const doorState = async (
  { call }: Outside,
  isSo: (state: Readonly<Record<string, unknown>>) => boolean,
  within = 120_000,
): Promise<Readonly<Record<string, unknown>>> => {
  const end = Date.now() + within
  let last = ''
  while (Date.now() < end) {
    const { json, err } = await call('status', '--json')
    const state = json['state'] as Readonly<Record<string, unknown>> | undefined
    if (json['online'] === true && state !== undefined && isSo(state)) return state
    last = `${JSON.stringify(json)} ${err}`
    await pause(500)
  }
  throw new Error(`the door was not as wanted within ${within} ms: ${last}`)
}

/** Locked, nobody's visit, and its bolt measured home. */
export const isLocked = (state: Readonly<Record<string, unknown>>): boolean =>
  state['bolt'] === 'home' && state['visit'] === false

/** A copy of the door's journal, outside. */
const journalCopy = async (inside: Inside, folder: string): Promise<string> => {
  const place = await mkdtemp(join(folder, 'journal-'))
  await inside.must('tar -cf /var/tmp/journal.tar -C /var/lib/hausrecht/device/journal .')
  await inside.copyOut('/var/tmp/journal.tar', join(place, 'all.tar'))
  await command('tar', ['-xf', join(place, 'all.tar'), '-C', place])
  await rm(join(place, 'all.tar'))
  return place
}

/**
 * Brings the door's journal out and has the owner's command line verify it against the bridge's copy. An entry written
 * between copying and asking looks cut off, so that is looked at again; one that was lost is another one by then.
 * @returns its lines
 */
export const verifiedJournal = async (inside: Inside, outside: Outside, tries = 4): Promise<string[]> => {
  const { call, folder } = outside
  const place = await journalCopy(inside, folder)
  const { exit, out, err } = await call('journal', 'verify', '--door', 'front', '--file', place, '--json')
  if (exit !== 0 && tries > 1 && `${out}${err}`.includes('journal_cut')) {
    await pause(3000)
    return verifiedJournal(inside, outside, tries - 1)
  }
  if (exit !== 0) throw new Error(`the door's journal is not whole: ${out}${err}`)
  const files = (await readdir(place)).filter((name) => name.endsWith('.jsonl')).sort()
  const texts = await Promise.all(files.map((name) => readFile(join(place, name), 'utf8')))
  return texts.join('').split('\n').filter(Boolean)
}
