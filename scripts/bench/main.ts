// npm run bench -- [NAME …] [--json] [--tiny] [--write-docs] [--list]. Without a name all of them, one after the other.
// Ends with 0 when every target was reached, 1 when one was missed, 2 for a word it does not know, 3 for a fault.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { HausrechtError } from '#protocol/fault.ts'
import { BENCHES } from './benches.ts'
import { writePage } from './page.ts'
import { runBench } from './run.ts'
import { tableText } from './show.ts'

const list = (): string => BENCHES.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join('\n')

/** What to run, by name. @throws HausrechtError `bench_unknown` */
const chosen = (names: readonly string[]): typeof BENCHES => {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name))
  if (unknown !== undefined) throw new HausrechtError('bench_unknown', `There is no bench "${unknown}":\n${list()}`)
  return names.length === 0 ? BENCHES : BENCHES.filter(({ name }) => names.includes(name))
}

const ensurePrograms = (): void => {
  spawnSync(process.execPath, [fileURLToPath(new URL('../ensure.mjs', import.meta.url)), 'bench'], {
    stdio: ['ignore', 2, 2],
  })
}

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  })
  const benches = chosen(positionals)
  if (values.list) {
    console.log(list())
    return 0
  }
  ensurePrograms()
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`)
  }
  let ok = true
  for (const bench of benches) {
    say(`${bench.name}: ${bench.about}`)
    const result = await runBench(bench, { size: values.tiny ? 'tiny' : 'full', say: (line) => say(`  … ${line}`) })
    ok &&= result.ok
    if (values['write-docs']) writePage(result)
    console.log(values.json ? JSON.stringify(result) : tableText(result))
  }
  return ok ? 0 : 1
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

try {
  process.exitCode = await main()
} catch (fault) {
  const usage = fault instanceof TypeError || (fault instanceof HausrechtError && fault.code === 'bench_unknown')
  console.error(usage || fault instanceof HausrechtError ? fault.message : fault)
  process.exitCode = usage ? 2 : 3
}
