// docs/benchmarks.md: the words are a person's, the tables between the marks are pasted from a run by this file alone.

import { readFileSync, writeFileSync } from 'node:fs'
import { HausrechtError } from '#protocol/fault.ts'
import type { Result } from './bench.ts'
import { tableMarkdown } from './show.ts'

const PAGE = new URL('../../docs/benchmarks.md', import.meta.url)

const begin = (name: string): string => `<!-- ${name}: begin, written by npm run bench -- ${name} --write-docs -->`
const end = (name: string): string => `<!-- ${name}: end -->`

/** The page with this result in the place of the former one. @throws HausrechtError `bench_page` without its marks */
export const pasted = (page: string, result: Result): string => {
  const [before, rest, ...more] = page.split(begin(result.name))
  const after = rest?.split(end(result.name))[1]
  if (before === undefined || after === undefined || more.length > 0) {
    throw new HausrechtError('bench_page', `docs/benchmarks.md lacks the marks of "${result.name}": put them back`)
  }
  return `${before}${begin(result.name)}\n\n${tableMarkdown(result)}\n\n${end(result.name)}${after}`
}

export const writePage = (result: Result): void => {
  writeFileSync(PAGE, pasted(readFileSync(PAGE, 'utf8'), result))
}
