// `npm run flash`: writes a card for the rig. The work is in scripts/flash/main.ts.

import { ensure, runProgram } from './ensure.mjs'

const args = process.argv.slice(2)
await ensure('flash', args)
await runProgram('scripts/flash/main.ts', args)
