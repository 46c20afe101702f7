// One call of the command line, from what was typed to an exit code. The only place that decides how an end looks.

import { HausrechtError } from '#protocol/fault.ts'
import { explain } from '#protocol/refusals.ts'
import { checkCall, findCommand, type Parsed, readOptions } from './arguments.ts'
import type { Command } from './command.ts'
import type { Context } from './context.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { commandHelp, listHelp } from './help.ts'
import { homePath, openHome } from './home/home.ts'
import { known } from './known.ts'
import type { Outcome, Result } from './outcome.ts'
import { SpokenError, usage } from './spoken.ts'
import { type Language, languageOf } from './text.ts'
import { speaker } from './words.ts'

/** What the process gives a call. */
export interface Call {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly zone: string
  readonly stop: AbortSignal
  readonly now: Context['now']
  readonly askSecret: Context['askSecret']
  /** Lines for a person or a program on standard output. */
  readonly print: (text: string) => void
  /** What went wrong, for a person. */
  readonly complain: (text: string) => void
}

interface Manner {
  readonly language: Language
  readonly json: boolean
}

export const run = async (call: Call, commands: readonly Command[]): Promise<ExitCode> => {
  const called = findCommand(call.argv, commands)
  // Even what cannot be read is answered in the language and the form that were asked for.
  let manner: Manner = { language: languageOf(call.env), json: call.argv.includes('--json') }
  try {
    const parsed = readOptions(called.rest, called.command?.options ?? {})
    manner = { language: languageFrom(parsed, manner.language), json: parsed.values['json'] === true }
    if (parsed.values['help'] === true || called.words + (parsed.operands[0] ?? '') === '') {
      call.print(
        called.command
          ? commandHelp(called.command, manner.language)
          : listHelp(commands, called.words, manner.language),
      )
      return EXIT.done
    }
    if (!called.command && parsed.operands.length === 0) {
      // "hausrecht grant": half a command, and what could follow.
      call.complain(listHelp(commands, called.words, manner.language))
      return EXIT.usage
    }
    if (!called.command)
      throw usage('command_unknown', { words: [called.words, parsed.operands[0] ?? ''].join(' ').trim() })
    return finish(call, manner, await perform(call, manner, called.command, parsed))
  } catch (error) {
    return fail(call, manner, error)
  }
}

const languageFrom = (parsed: Parsed, otherwise: Language): Language => {
  const asked = parsed.values['lang']
  if (asked === undefined) return otherwise
  if (asked !== 'en' && asked !== 'de') throw usage('language_unknown', { lang: String(asked).slice(0, 20) })
  return asked
}

const perform = async (call: Call, { language, json }: Manner, command: Command, parsed: Parsed): Promise<Outcome> => {
  const checked = checkCall(command, parsed)
  const home = parsed.values['home']
  const context: Context = {
    home: await openHome(homePath(typeof home === 'string' ? home : undefined, call.env, call.folder)),
    language,
    json,
    say: speaker(language),
    folder: call.folder,
    zone: call.zone,
    stop: call.stop,
    now: call.now,
    askSecret: call.askSecret,
    tell: (line, event) => call.print(json ? JSON.stringify(event) : line),
  }
  return command.run(context, checked)
}

const finish = (call: Call, { language, json }: Manner, outcome: Outcome): ExitCode => {
  const isDone = outcome.is === 'done'
  if (json) {
    const refusal = isDone ? {} : { refused: outcome.code, text: explain(outcome.code, language) }
    call.print(JSON.stringify({ ok: isDone, ...refusal, ...outcome.result }))
    return isDone ? EXIT.done : EXIT.refused
  }
  if (!isDone)
    call.complain(speaker(language)('refused', { code: outcome.code, text: explain(outcome.code, language) }))
  for (const line of outcome.lines) call.print(line)
  return isDone ? EXIT.done : EXIT.refused
}

const fail = (call: Call, { language, json }: Manner, error: unknown): ExitCode => {
  const { exit, code, text, strange } = failure(error, language)
  if (json) {
    const kind: Result = exit === EXIT.usage ? { usage: code } : { fault: code }
    call.print(JSON.stringify({ ok: false, ...kind, text }))
    return exit
  }
  call.complain(exit === EXIT.usage ? text : speaker(language)('fault', { code, text }))
  // Nobody foresaw it: where it came from helps whoever is told of it.
  if (strange?.stack !== undefined) call.complain(strange.stack)
  return exit
}

interface Failure {
  readonly exit: ExitCode
  readonly code: string
  readonly text: string
  readonly strange?: Error
}

const failure = (error: unknown, language: Language): Failure => {
  const told = error instanceof SpokenError ? error : known(error)
  if (told) return { exit: told.exit, code: told.code, text: told.text[language] }
  if (error instanceof HausrechtError) return { exit: EXIT.fault, code: error.code, text: error.message }
  const strange = error instanceof Error ? error : new HausrechtError('fault', String(error))
  return { exit: EXIT.fault, code: 'fault', text: strange.message, strange }
}
