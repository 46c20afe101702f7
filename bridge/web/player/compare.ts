// Looks at every part that was not seen yet, a few at a time: what is fetched is compared with its line.

import type { Examiner } from './examine.ts'

export interface Comparing {
  /** How many there are by now; none once it is to stop. */
  readonly parts: () => number
  readonly look: (n: number) => Promise<unknown>
  readonly looked: () => void
}

const AT_ONCE = 3

export const compare = async (examiner: Pick<Examiner, 'has'>, { parts, look, looked }: Comparing): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < parts()) {
      const n = next
      next += 1
      if (!examiner.has(n)) await look(n)
      looked()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  looked()
}
