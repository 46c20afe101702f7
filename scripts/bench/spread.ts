// Percentiles of what was measured. By nearest rank: every figure shown was really measured.

import { HausrechtError } from '#protocol/fault.ts'

/** @param share 0..1 @throws HausrechtError `bench_empty` when nothing was measured */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))
  const found = sorted[at]
  if (found === undefined) throw new HausrechtError('bench_empty', 'Nothing was measured: see what went wrong before')
  return found
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)
export const p99 = (values: readonly number[]): number => percentile(values, 0.99)
