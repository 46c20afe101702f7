// The lock's process is small and lives for months: young memory is collected early instead of being let grow.
// Imported before everything else, since what is grown stays.

import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--max-semi-space-size=4')
setFlagsFromString('--semi-space-growth-factor=1')
