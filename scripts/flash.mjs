// `npm run flash`: writes a card for the rig. The work is in scripts/flash/main.ts.

import { fileURLToPath } from 'node:url'
import { ensurePackages } from './ensure/packages.mjs'
import { runProgram } from './ensure.mjs'

if (await ensurePackages(fileURLToPath(new URL('..', import.meta.url)))) {
  await runProgram('scripts/flash/main.ts', process.argv.slice(2))
} else process.exitCode = 1
