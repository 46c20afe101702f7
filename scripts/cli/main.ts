// `npx hausrecht …`: the process around one call of the command line.

import { epochMs } from '#protocol/units.ts'
import { COMMANDS } from './commands.ts'
import { run } from './run.ts'
import { askSecret } from './secret.ts'

/** Long enough to say goodbye to the bridge. */
const GOODBYE_MS = 1500

const stop = new AbortController()
// The first Ctrl-C asks, and what does not hear it is ended; the second ends at once.
const end = (code: number) => (): void => {
  stop.abort()
  setTimeout(() => process.exit(code), GOODBYE_MS).unref()
}
process.once('SIGINT', end(130))
process.once('SIGTERM', end(143))
// `… | head` closes the pipe: that is no fault.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await run(
  {
    argv: process.argv.slice(2),
    env: process.env,
    folder: process.cwd(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    stop: stop.signal,
    now: () => epochMs(Date.now()),
    askSecret,
    print: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
  },
  COMMANDS,
)
