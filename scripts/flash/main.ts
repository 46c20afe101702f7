// npm run flash: writes a card from which a Raspberry Pi becomes a door rig by itself.

import { createInterface } from 'node:readline/promises'
import { HausrechtError } from '#protocol/fault.ts'
import { millis } from '#protocol/units.ts'
import { EXIT, type ExitCode } from '#scripts/cli/exit.ts'
import { SpokenError } from '#scripts/cli/spoken.ts'
import { type Language, languageOf } from '#scripts/cli/text.ts'
import { flash } from './flash.ts'
import { readTyped, type Typed } from './typed.ts'
import { readWanted } from './wish.ts'
import { flashSpeaker, flashUsage } from './words.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())

const { argv, env, stdin, stdout, stderr } = process

const ask = async (question: string): Promise<string> => {
  const asked = createInterface({ input: stdin, output: stderr })
  try {
    return await asked.question(question, { signal: stop.signal })
  } finally {
    asked.close()
  }
}

const readLine = async (): Promise<string> => {
  let text = ''
  for await (const piece of stdin.setEncoding('utf8') as AsyncIterable<string>) {
    text += piece
    if (text.includes('\n') || text.length > 256) break
  }
  return text.split('\n', 1)[0] ?? ''
}

const languageFor = (typed: Typed, otherwise: Language): Language => {
  const asked = typed.text('lang') ?? otherwise
  if (asked !== 'en' && asked !== 'de') {
    throw flashUsage('option_bad', { option: '--lang', value: asked, why: flashSpeaker(otherwise)('why_language') })
  }
  return asked
}

const run = async (typed: Typed, language: Language): Promise<ExitCode> => {
  const say = flashSpeaker(language)
  const json = typed.has('json')
  if (typed.has('help')) {
    stdout.write(`${say('help')}\n`)
    return EXIT.done
  }
  const desk = { folder: process.cwd(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone, say, readLine }
  const wanted = await readWanted(typed, desk)
  const flashed = await flash(wanted, {
    folder: desk.folder,
    say,
    show: (text) => json || stderr.write(text),
    isTerminal: stderr.isTTY,
    ask: stdin.isTTY && !json ? ask : undefined,
    now: () => millis(performance.now()),
    stop: stop.signal,
  })
  const { host, user } = wanted.card
  stdout.write(`${json ? JSON.stringify({ ok: true, ...flashed }) : say('ready', { host, user })}\n`)
  return EXIT.done
}

const fail = (error: unknown, language: Language, json: boolean): ExitCode => {
  const code = error instanceof HausrechtError ? error.code : 'fault'
  const exit = error instanceof SpokenError ? error.exit : EXIT.fault
  const text =
    error instanceof SpokenError
      ? error.text[language]
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  if (json) stdout.write(`${JSON.stringify({ ok: false, code, text })}\n`)
  else stderr.write(`${text} (${code})\n`)
  return exit
}

const args = argv.slice(2)
let language = languageOf(env)
try {
  const typed = readTyped(args)
  language = languageFor(typed, language)
  process.exitCode = await run(typed, language)
} catch (error) {
  process.exitCode = fail(error, language, args.includes('--json'))
}
// A line was read from it, perhaps: nothing more is waited for.
stdin.destroy()
