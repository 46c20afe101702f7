// `npx hausrecht …`: the process around one call of the command line.

import { epochMs } from '#protocol/units.ts'
import { COMMANDS } from './commands.ts'
import { run } from './run.ts'
import { askSecret } from './secret.ts'

const stop = new AbortController()
// The second Ctrl-C ends at once, whatever is under way.
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
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
