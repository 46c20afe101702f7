// Writes firmware/contract.h and wiring.md. Run after changing anything in this folder:
// node --import tsx hardware/contract/generate.ts

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contractHeader } from './header.ts'
import { wiringPlan } from './wiring.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

writeFileSync(here('../firmware/contract.h'), contractHeader())
writeFileSync(here('wiring.md'), wiringPlan())
