// A result as a table for a person, and as the same table for docs/benchmarks.md.

import type { Figure, Result, Target } from './bench.ts'

const sign = (is: Target['is']): string => (is === 'at most' ? '≤' : '≥')
const amount = (value: number, unit: string): string => (unit === '' ? String(value) : `${value} ${unit}`)

type Row = readonly [what: string, goal: string, value: string, verdict: string]

const targetRow = ({ what, goal, is, value, unit, ok }: Target): Row => [
  what,
  `${sign(is)} ${amount(goal, unit)}`,
  amount(value, unit),
  ok ? 'reached' : 'MISSED',
]
const figureRow = ({ what, value, unit }: Figure): Row => [what, '', amount(value, unit), '']

const rowsOf = ({ targets, figures }: Result): Row[] => [...targets.map(targetRow), ...figures.map(figureRow)]
const HEAD: Row = ['what', 'goal', 'measured', 'verdict']

const givenLine = ({ given }: Result): string =>
  Object.entries(given)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ')

/** Columns as wide as they need to be. */
export const tableText = (result: Result): string => {
  const rows = [HEAD, ...rowsOf(result)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const verdict = result.ok ? 'every target reached' : 'a target was missed'
  return [`${result.name}: ${verdict}, ${result.seconds} s`, ...lines, givenLine(result)]
    .map((line, at) => (at === 0 ? line : `  ${line}`))
    .join('\n')
}

const cells = (row: readonly string[]): string => `| ${row.join(' | ')} |`

/** For the page: the command, the machine and the day, then the table. */
export const tableMarkdown = (result: Result): string =>
  [
    `\`${result.command}\` on ${result.at.slice(0, 10)}, ${result.machine}.`,
    '',
    cells(HEAD),
    cells(HEAD.map(() => '---')),
    ...rowsOf(result).map(cells),
    '',
    `With ${givenLine(result)}.`,
  ].join('\n')
