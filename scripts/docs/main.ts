// Writes the pages that are made from code.

import { writeFileSync } from 'node:fs'
import { PAGES } from './pages.ts'

for (const [name, page] of Object.entries(PAGES)) {
  writeFileSync(new URL(`../../docs/${name}`, import.meta.url), page())
  process.stdout.write(`docs/${name}\n`)
}
