// The service passes bytes on and keeps none, so young memory is collected early instead of being let grow. Imported
// before everything else, since what is grown stays.

import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--max-semi-space-size=2')
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--optimize-for-size')
