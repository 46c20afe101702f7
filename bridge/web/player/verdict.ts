// What is known of a clip's honesty: counted at once, judged as a whole now and then, for that takes a moment.

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Standing } from './examine.ts'

export interface VerdictParts {
  /** In short, at once. */
  readonly count: () => Standing
  readonly judge: () => Promise<Standing>
  readonly stop: AbortSignal
}

export interface Verdict {
  readonly standing: ReadonlySignal<Standing | undefined>
  /** Something new is known. */
  soon(): void
}

/** Milliseconds between two judgements, or ten times what one takes. */
const JUDGE_LEAST = 1500

export const createVerdict = (): Verdict & { begin(parts: VerdictParts): void } => {
  const standing = signal<Standing | undefined>(undefined)
  let parts: VerdictParts | undefined
  let judging: Promise<void> | undefined
  let again = false
  const judge = async ({ judge: ask }: VerdictParts): Promise<void> => {
    const begun = performance.now()
    standing.value = await ask()
    const took = performance.now() - begun
    await new Promise((resolve) => setTimeout(resolve, Math.max(JUDGE_LEAST, 10 * took)))
  }
  const soon = (): void => {
    if (!parts || parts.stop.aborted) return
    const { seen, total, ...rest } = parts.count()
    standing.value = { ...rest, ...standing.value, seen, total }
    again = judging !== undefined
    if (again) return
    judging = judge(parts)
      .catch(() => undefined)
      .finally(() => {
        judging = undefined
        if (again) soon()
      })
  }
  return {
    standing,
    soon,
    begin: (given) => {
      parts = given
    },
  }
}
