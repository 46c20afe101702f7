// One program of the system, run to its end: what it said, and a fault that names it when it failed.

import { execFile } from 'node:child_process'

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const OUTPUT_MAX = 64 * 2 ** 20

/** Runs it and looks at nothing: a program that cannot be started has code 127, one that was killed 137. */
export const attempt = (command: string, args: readonly string[], limitMs = 120_000): Promise<Said> =>
  new Promise((resolve) => {
    const options = { timeout: limitMs, maxBuffer: OUTPUT_MAX, killSignal: 'SIGKILL' as const }
    execFile(command, [...args], options, (fault, stdout, stderr) => {
      const code = fault === null ? 0 : typeof fault.code === 'number' ? fault.code : fault.killed ? 137 : 127
      resolve({ code, stdout, stderr })
    })
  })

/** @throws Error with what it said when its code is not 0 */
export const command = async (name: string, args: readonly string[], limitMs?: number): Promise<string> => {
  const { code, stdout, stderr } = await attempt(name, args, limitMs)
  if (code !== 0)
    throw new Error(`${name} ${args.join(' ')} ended with ${code}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`)
  return stdout
}
