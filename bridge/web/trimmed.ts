// What the pages and the worker leave out of libraries: code that nothing here can reach, or that the content security
// policy forbids.

import type { Plugin as BundlePlugin } from 'esbuild'
import type { Plugin } from 'vite'

/** Two thirds of the age library: recipients of other kinds than X25519, which RecipientSchema lets no person name. */
const KINDS = /^@noble\/(post-quantum\/hybrid|curves\/nist)\.js$/
const NOTHING = 'const none = undefined\nexport { none as MLKEM768P256, none as MLKEM768X25519, none as p256 }'
const PLACE = '\0no-other-kinds'

/** zod makes functions of text where it may, and finds out by trying: each try would be reported as a breach. */
export const SETTINGS = { 'globalThis.__zod_globalConfig': '{"jitless":true}' } as const

export const trimmed = (): Plugin => ({
  name: 'trimmed',
  apply: 'build',
  enforce: 'pre',
  config: () => ({ define: SETTINGS }),
  resolveId: (id) => (KINDS.test(id) ? PLACE : undefined),
  load: (id) => (id === PLACE ? NOTHING : undefined),
})

/** The same for the worker, which is built by itself. */
export const trimmedBundle: BundlePlugin = {
  name: 'trimmed',
  setup: (build) => {
    build.onResolve({ filter: KINDS }, () => ({ path: PLACE, namespace: 'trimmed' }))
    build.onLoad({ filter: /^/, namespace: 'trimmed' }, () => ({ contents: NOTHING, loader: 'js' }))
  },
}
