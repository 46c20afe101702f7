// One call of the command line in this process, in a home of its own, with a clock and a zone of one's choosing.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochMs } from '#protocol/units.ts'
import { COMMANDS } from './commands.ts'
import type { ExitCode } from './exit.ts'
import { run } from './run.ts'

/** 2026-11-23 10:00 UTC, a Monday; 11:00 in Berlin. */
export const MONDAY = epochMs(Date.UTC(2026, 10, 23, 10))

export interface Printed {
  readonly exit: ExitCode
  readonly out: string
  readonly err: string
  /** The last line as an object, for `--json`. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface Caller {
  readonly home: string
  (...argv: readonly string[]): Promise<Printed>
  /** With these in the environment. */
  with(env: Readonly<Record<string, string>>): (...argv: readonly string[]) => Promise<Printed>
  close(): Promise<void>
}

export interface CallerSettings {
  /** Absent: the real time. */
  readonly now?: number
  /** What is typed where nothing is shown, in order. */
  readonly secrets?: readonly string[]
  /** A home that is there already; absent: one of its own, removed at the end. */
  readonly home?: string
  readonly stop?: AbortSignal
  /** Each line as it is printed. */
  readonly printed?: (line: string) => void
}

export const openCaller = async (settings: CallerSettings = {}): Promise<Caller> => {
  const home = settings.home ?? (await mkdtemp(join(tmpdir(), 'hausrecht-cli-')))
  const secrets = [...(settings.secrets ?? [])]
  const callWith = async (env: Readonly<Record<string, string>>, argv: readonly string[]): Promise<Printed> => {
    const out: string[] = []
    const err: string[] = []
    const exit = await run(
      {
        argv,
        env: { HAUSRECHT_HOME: home, ...env },
        folder: home,
        zone: 'Europe/Berlin',
        stop: settings.stop ?? new AbortController().signal,
        now: () => epochMs(settings.now ?? Date.now()),
        askSecret: async () => secrets.shift() ?? '',
        print: (text) => {
          out.push(text)
          settings.printed?.(text)
        },
        complain: (text) => err.push(text),
      },
      COMMANDS,
    )
    const last = out.at(-1) ?? ''
    const json = last.startsWith('{') ? (JSON.parse(last) as Printed['json']) : {}
    return { exit, out: out.join('\n'), err: err.join('\n'), json }
  }
  return Object.assign((...argv: readonly string[]) => callWith({}, argv), {
    home,
    with:
      (env: Readonly<Record<string, string>>) =>
      (...argv: readonly string[]) =>
        callWith(env, argv),
    close: async () => {
      if (settings.home === undefined) await rm(home, { recursive: true, force: true })
    },
  })
}
