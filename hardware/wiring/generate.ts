// Writes the wiring plan, the power budget, the pictures and the made parts of the guide. After a change in this folder
// or in the pin map: node --import tsx hardware/wiring/generate.ts

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { allPages, GUIDE } from './pages.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

mkdirSync(here('pictures'), { recursive: true })
for (const { path, text } of allPages(readFileSync(here(GUIDE), 'utf8'))) writeFileSync(here(path), text)
