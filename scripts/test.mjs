// `npm test`: makes sure of what the tests need, then runs them. The work is in scripts/suites/main.ts.

import { ensure, runProgram } from './ensure.mjs'

await ensure('test')
await runProgram('scripts/suites/main.ts', process.argv.slice(2))
