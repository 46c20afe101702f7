// Loaded with --import after tsx, so that the hook is asked before tsx is, and before uvu looks how it was started.

import { register } from 'node:module'

// uvu then waits for `exec()` instead of running each suite by itself.
globalThis.UVU_DEFER = 1
register('./tally-hook.mjs', import.meta.url)
