// Writes firmware/contract.h. Run after changing anything in this folder (and hardware/wiring/generate.ts after the pins):
// node --import tsx hardware/contract/generate.ts

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contractHeader } from './header.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

writeFileSync(here('../firmware/contract.h'), contractHeader())
