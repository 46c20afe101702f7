// `node scripts/services.mjs swift|turn`: a real system of the kind that others run, on this machine alone, until Ctrl-C.
// Prints one line of JSON when it is ready. The work is in scripts/services/main.ts.

import { ensure, runProgram } from './ensure.mjs'

await ensure('services', process.argv.slice(2))
await runProgram('scripts/services/main.ts', process.argv.slice(2))
