// node --import tsx scripts/package/exposure/main.ts [--write-docs]: how exposed our units are, by the systemd of
// Debian trixie where such a root can be entered, else by this machine's; and into docs/running-on-a-pi.md.

import { readFileSync, writeFileSync } from 'node:fs'
import { missingFor } from '#test/image/needs.ts'
import { rootTree } from '#test/image/roots.ts'
import { OWN } from '../packaged.fixture.ts'
import { exposures, pasted } from './exposure.ts'

const PAGE = new URL('../../../docs/running-on-a-pi.md', import.meta.url)

const missing = missingFor('container', OWN)
if (missing !== undefined) process.stderr.write(`asking this machine's systemd: a Debian root ${missing}\n`)
const found = exposures(missing === undefined ? await rootTree(OWN) : undefined)
process.stdout.write(`systemd ${found.systemd}\n`)
for (const [unit, score] of found.scores) process.stdout.write(`${score.toFixed(1)}  ${unit}\n`)
if (process.argv.includes('--write-docs')) writeFileSync(PAGE, pasted(readFileSync(PAGE, 'utf8'), found))
