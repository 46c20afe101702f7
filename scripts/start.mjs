// `npm start`: makes sure of what the demo needs, then runs it. The work is in scripts/start/main.ts.

import { ensure, runProgram } from './ensure.mjs'

const args = process.argv.slice(2)
await ensure('start', args)
await runProgram('scripts/start/main.ts', args)
