// Whether a stored film is whole inside, by what its parts say and by the pictures themselves.

import { NUMBERS } from '#device/camera/scene/number.ts'
import type { CheckedClip } from '#protocol/clip/verify.ts'
import type { Decoded } from './decoded.ts'

/** May honestly be so, after a kill too. */
const HONEST: readonly string[] = ['no_end', 'clock_jump']

/** Parts and pictures that are missing inside, twice, or not what they were signed as. */
export const gapsIn = ({ lines, findings }: Pick<CheckedClip, 'lines' | 'findings'>, { pictures }: Decoded): number => {
  const wrong = findings.filter(({ code }) => !HONEST.includes(code)).length
  const promised = lines.reduce(
    (sum, { claims: { what, first = 0, last = 0 } }) => sum + (what === 'segment' ? last - first + 1 : 0),
    0,
  )
  return wrong + Math.abs(promised - pictures)
}

/** Numbers that the drawn door burnt into no picture of the film. */
export const skippedIn = ({ numbers }: Decoded): number => {
  let skipped = 0
  for (const [at, number] of numbers.entries()) {
    const before = numbers[at - 1]
    // One that cannot be read counts as one that is not there.
    if (number === undefined) skipped += 1
    else if (before !== undefined) skipped += (number - before - 1 + NUMBERS) % NUMBERS
  }
  return skipped
}
