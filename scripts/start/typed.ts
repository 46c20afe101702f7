// Commands of the command line, typed by the walk-through itself, and what they answer.

import { parseJson } from '#protocol/canonical.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { COMMANDS } from '#scripts/cli/commands.ts'
import { EXIT, type ExitCode } from '#scripts/cli/exit.ts'
import { run } from '#scripts/cli/run.ts'
import { now } from './people.ts'

export interface TypedAnswer {
  readonly exit: ExitCode
  /** The last object it printed. */
  readonly said: Readonly<Record<string, unknown>>
  /** Every object it printed. */
  readonly all: readonly Readonly<Record<string, unknown>>[]
}

/** As `npx hausrecht … --json --home HOME` would, in this process. */
export const type = async (home: string, argv: readonly string[]): Promise<TypedAnswer> => {
  const printed: string[] = []
  const exit = await run(
    {
      argv: [...argv, '--json', '--home', home],
      env: {},
      folder: home,
      zone: 'UTC',
      stop: new AbortController().signal,
      now,
      askSecret: () => Promise.resolve(''),
      print: (text) => {
        printed.push(text)
      },
      complain: () => undefined,
    },
    COMMANDS,
  )
  const all = printed.map((text) => parseJson(text) as TypedAnswer['said'])
  return { exit, said: all.at(-1) ?? {}, all }
}

/** @throws HausrechtError `command_failed` unless it is done */
export const mustType = async (home: string, argv: readonly string[]): Promise<TypedAnswer['said']> => {
  const { exit, said } = await type(home, argv)
  if (exit === EXIT.done) return said
  throw new HausrechtError('command_failed', `hausrecht ${argv.join(' ')}: ${JSON.stringify(said)}`)
}
