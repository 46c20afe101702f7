// npm start: the whole house on one machine with no hardware. `--once` walks through it by itself.

import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { EXIT, type ExitCode } from '#scripts/cli/exit.ts'
import { known } from '#scripts/cli/known.ts'
import { SpokenError } from '#scripts/cli/spoken.ts'
import { type Language, languageOf } from '#scripts/cli/text.ts'
import { once } from './once.ts'
import { painter } from './paint.ts'
import { type Stage, stay } from './stay.ts'
import { startSpeaker } from './words.ts'

const OPTIONS = {
  once: { type: 'boolean' },
  fresh: { type: 'boolean' },
  'any-ports': { type: 'boolean' },
  keep: { type: 'boolean' },
  help: { type: 'boolean' },
  lang: { type: 'string' },
} as const

const stop = new AbortController()
const end = (): void => stop.abort()
process.once('SIGINT', end)
process.once('SIGTERM', end)
process.once('SIGHUP', end)

const run = async (language: Language): Promise<ExitCode> => {
  const { values, tokens } = parseArgs({ options: OPTIONS, strict: false, tokens: true })
  const spoken: Language = values.lang === 'de' || values.lang === 'en' ? values.lang : language
  const stage: Stage = {
    say: startSpeaker(spoken),
    language: spoken,
    paint: painter(process.stdout.isTTY, process.env),
    folder: process.cwd(),
    print: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
    stop: stop.signal,
  }
  const strange = tokens.find(
    (token) => token.kind === 'positional' || (token.kind === 'option' && !Object.hasOwn(OPTIONS, token.name)),
  )
  if (strange) {
    const option = strange.kind === 'option' ? strange.rawName : strange.kind === 'positional' ? strange.value : '--'
    stage.complain(stage.say('usage', { option }))
    return EXIT.usage
  }
  if (values.help) stage.print(stage.say('help'))
  if (values.help) return EXIT.done
  try {
    return values.once
      ? await once(stage, { keep: values.keep === true })
      : await stay(stage, { fresh: values.fresh === true, anyPorts: values['any-ports'] === true })
  } catch (error) {
    stage.complain(tell(stage, error))
    return EXIT.fault
  }
}

const tell = ({ say, language }: Stage, error: unknown): string => {
  const told = error instanceof SpokenError ? error : known(error)
  if (told) return told.text[language]
  if (error instanceof HausrechtError) return say('failed', { code: error.code, text: error.message })
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

process.exitCode = await run(languageOf(process.env))
