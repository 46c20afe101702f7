// Writes firmware/contract.h. Run after changing anything in this folder: node --import tsx hardware/contract/generate.ts

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contractHeader } from './header.ts'

writeFileSync(fileURLToPath(new URL('../firmware/contract.h', import.meta.url)), contractHeader())
