// The computer of somebody who builds a rig: a terminal in a clone of this project, in a network of its own, so that a
// tunnel may take the ports that the guide names. `ssh` is the real one; only the way to the Pi is told to it.

import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '#test/support/wait.ts'

export interface Said {
  readonly code: number
  /** What was printed, to whichever stream. */
  readonly said: string
}

export interface Typed {
  readonly env?: Readonly<Record<string, string>>
  /** In this computer's network: what is downloaded needs it. */
  readonly online?: true
  /** At a terminal, for what asks without showing. */
  readonly tty?: true
  readonly within?: number
  /** Sees each new piece of output; `type` writes to the program's input. */
  readonly hear?: (piece: string, type: (text: string) => void) => void
}

export interface Running {
  readonly done: Promise<Said>
  end(): void
}

export interface Desk {
  readonly folder: string
  /** The clone. */
  readonly clone: string
  start(script: string, typed?: Typed): Running
  run(script: string, typed?: Typed): Promise<Said>
  /** @throws Error with what was said when its code is not 0 */
  must(script: string, typed?: Typed): Promise<string>
  /** Tells ssh that the Pi is in the network of this process. */
  reach(pid: number): Promise<void>
  close(): Promise<void>
}

/** Whatever ends this process ends what it started. */
const living = new Set<() => void>()
process.on('exit', () => {
  for (const kill of living) kill()
})

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WITHIN = 120_000

/** Everything of the project but what was built: that is this clone's own. */
const cloneInto = async (clone: string): Promise<void> => {
  await mkdir(clone)
  for (const name of await readdir(ROOT))
    if (name !== 'dist' && !name.startsWith('.')) await symlink(join(ROOT, name), join(clone, name))
  await symlink(join(ROOT, '.git'), join(clone, '.git'))
}

/** A process that keeps a network of its own alive. */
const ownNetwork = async (): Promise<ChildProcess> => {
  const child = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up; echo up; exec sleep infinity'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  living.add(() => child.kill('SIGKILL'))
  let isUp = false
  child.stdout.on('data', () => {
    isUp = true
  })
  await until(() => isUp, 'the desk has a network', 10_000)
  return child
}

const begin = (
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  typed: Typed,
): Running => {
  // A group of its own: what is started in the terminal ends with it.
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const end = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
  living.add(end)
  child.stdin.on('error', () => undefined)
  if (!typed.hear) child.stdin.end()
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      said += piece
      typed.hear?.(piece, (text) => child.stdin.write(text))
    })
  const done = new Promise<Said>((resolve) => {
    const timer = setTimeout(end, typed.within ?? WITHIN)
    // 'close' follows.
    child.once('error', () => undefined)
    child.once('close', (code) => {
      clearTimeout(timer)
      living.delete(end)
      resolve({ code: code ?? 137, said })
    })
  })
  return { done, end }
}

/** @param set what is typed first in every terminal; @param env what its reader has set otherwise */
export const openDesk = async (set: string, env: Readonly<Record<string, string>>): Promise<Desk> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-desk-'))
  const [clone, bin, config] = [join(folder, 'clone'), join(folder, 'bin'), join(folder, 'ssh_config')]
  await cloneInto(clone)
  await mkdir(bin)
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${config} "$@"\n`)
  await chmod(join(bin, 'ssh'), 0o755)
  const network = await ownNetwork()
  const own = {
    ...{ ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
    ...{ HAUSRECHT_HOME: join(folder, 'home'), TERM: 'dumb' },
    ...env,
  }
  const start = (script: string, typed: Typed = {}): Running => {
    const bash = ['bash', '-e', '-c', `${set}\n${script}`]
    const inside = typed.online ? bash : ['nsenter', '-t', String(network.pid), '-n', '--', ...bash]
    const quoted = inside.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
    const [command = '', ...args] = typed.tty ? ['script', '-q', '-e', '-c', quoted, '/dev/null'] : inside
    return begin(command, args, clone, { ...own, ...typed.env }, typed)
  }
  const run = (script: string, typed?: Typed): Promise<Said> => start(script, typed).done
  return {
    ...{ folder, clone, start, run },
    must: async (script, typed) => {
      const { code, said } = await run(script, typed)
      if (code !== 0) throw new Error(`code ${code}: ${script}\n${said.slice(-4000)}`)
      return said
    },
    reach: (pid) => {
      const way = `nsenter -t ${pid} -n socat - TCP4:127.0.0.1:22`
      const lines = ['Host *', `ProxyCommand ${way}`, `IdentityFile ${(env['SSH_KEY'] ?? '').replace(/\.pub$/, '')}`]
      const known = ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${join(folder, 'known_hosts')}`]
      return writeFile(config, [...lines, ...known, 'BatchMode yes', 'LogLevel ERROR', ''].join('\n'))
    },
    close: async () => {
      network.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
