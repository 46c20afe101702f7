// The start program as a person runs it: a process of its own, in a folder of its own, with a deadline.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../scripts/start/main.ts', import.meta.url))

export interface Program {
  readonly child: ChildProcess
  /** All that was printed so far. */
  readonly out: string
  readonly err: string
  readonly exit: Promise<number | null>
  /** Resolves when standard output has this; rejects when it ends before or takes too long. */
  says(text: string, limit: number): Promise<void>
  /** Ends it as Ctrl-C would. @returns how many milliseconds that took */
  interrupt(): Promise<number>
}

/** @param limit milliseconds until it is killed, whatever it does */
export const startProgram = (
  args: readonly string[],
  folder: string,
  limit: number,
  env: Readonly<Record<string, string>> = {},
): Program => {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  const looks = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    out += piece
    for (const look of [...looks]) look()
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    err += piece
  })
  const kill = setTimeout(() => child.kill('SIGKILL'), limit)
  const exit = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(kill)
      resolve(code)
      for (const look of [...looks]) look()
    })
  })
  const says = (text: string, within: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (fault?: Error): void => {
        clearTimeout(timer)
        looks.delete(look)
        if (fault) reject(fault)
        else resolve()
      }
      const look = (): void => {
        if (out.includes(text)) end()
        else if (child.exitCode !== null || child.signalCode !== null) end(new Error(`it ended: ${out}\n${err}`))
      }
      const timer = setTimeout(() => end(new Error(`it did not say "${text}" in time: ${out}\n${err}`)), within)
      looks.add(look)
      look()
    })
  return {
    child,
    get out() {
      return out
    },
    get err() {
      return err
    },
    exit,
    says,
    interrupt: async () => {
      const began = performance.now()
      child.kill('SIGINT')
      await exit
      return performance.now() - began
    },
  }
}
