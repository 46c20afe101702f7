// Tables and links of the pages made here. Pure.

/** Columns padded to their widest cell, as the formatter wants them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}

export const volts = (mv: number): string => `${(mv / 1_000).toFixed(2)} V`
export const amperes = (ma: number): string => `${(ma / 1_000).toFixed(2)} A`

export const page = (lines: readonly string[]): string => `${lines.join('\n').trimEnd()}\n`
