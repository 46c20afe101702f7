// What a person reads of a test run: a line a file, everything about a failing one, and the count as the last line.

import type { Verdict } from './verdict.ts'

export interface Result {
  readonly file: string
  readonly verdict: Verdict
  readonly text: string
  readonly millis: number
}

/** Stack lines of uvu and of this wrapper, which say nothing about the failure. */
const ourFrames = /^ +at .*(?:node_modules\/uvu|scripts\/suites)\/.*\n/gm

const seconds = (millis: number): string => `${(millis / 1000).toFixed(2)} s`.padStart(9)
const indent = (text: string): string => text.trimEnd().replace(/^/gm, '    ')

/** One file, as soon as it has ended. */
export function fileLines({ file, verdict, text, millis }: Result): string {
  const { passed, failed, problems, skipped, notes } = verdict
  const head = `${failed === 0 ? ' ok ' : 'FAIL'} ${seconds(millis)} ${String(passed).padStart(5)}  ${file}`
  const asides = [...skipped.map((title) => `skipped: ${title}`), ...saidAside(text), ...notes].map(indent)
  if (failed === 0) return [head, ...asides].join('\n')
  return [
    head,
    indent(text.replace(ourFrames, '')),
    ...problems.map((problem) => indent(`! ${problem}`)),
    ...asides,
  ].join('\n')
}

/** What a file printed about tests it left out, or wants someone to look at; uvu writes its dots on the same line. */
const saidAside = (text: string): string[] =>
  [...text.matchAll(/(?:^|\s)((?:skipped|warning): \S.*)$/gm)].map((match) => match[1] ?? '')

/** The end of a run: what failed, what was slow, and the last line that others read. */
export function closingLines(results: readonly Result[], notes: readonly string[]): string {
  const failing = results.filter(({ verdict }) => verdict.failed > 0)
  const slowest = results.filter(({ millis }) => millis > 1000).sort((a, b) => b.millis - a.millis)
  const total = (count: 'passed' | 'failed'): number => results.reduce((sum, { verdict }) => sum + verdict[count], 0)
  const failedAll = total('failed') || (results.length === 0 ? 1 : 0)
  return [
    ...notes.map((note) => `note: ${note}`),
    ...(slowest.length > 0 ? ['', 'Slowest files:'] : []),
    ...slowest.slice(0, 5).map(({ file, millis }) => `${seconds(millis)}  ${file}`),
    ...(failing.length > 0 ? ['', 'Failed:'] : []),
    ...failing.map(
      ({ file, verdict }) => `  ${file}: ${verdict.problems[0]?.split('\n')[0] ?? `${verdict.failed} failed`}`,
    ),
    '',
    `${total('passed')} passed, ${failedAll} failed`,
  ].join('\n')
}

/** True only if something passed and nothing failed. */
export const allWell = (results: readonly Result[]): boolean =>
  results.some(({ verdict }) => verdict.passed > 0) && results.every(({ verdict }) => verdict.failed === 0)
