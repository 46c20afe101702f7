#!/usr/bin/env node
// `npx hausrecht …`: the command line is TypeScript, so this lets Node read it, from whatever folder it is called.

import { existsSync } from 'node:fs'

if (!existsSync(new URL('../node_modules/tsx', import.meta.url))) {
  console.error('The packages are not installed yet. In the folder of Hausrecht, type: npm ci')
  process.exit(1)
}

const { register } = await import('tsx/esm/api')
// Not the tsconfig.json of the folder it is called from.
register({ tsconfig: false })
await import('./cli/main.ts')
