// What a package was made of, as its builder wrote it down beside it: the source of its bill of materials.

import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'

const PartSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  /** The registry's hash, `sha512-…` as in a lockfile; none for our own code. */
  integrity: z.string().optional(),
  /** SPDX id or expression. */
  licence: z.string().optional(),
})
export type Part = z.infer<typeof PartSchema>

/** @throws HausrechtError `release_no_parts` */
export const readParts = (deb: string): readonly Part[] => {
  const path = deb.replace(/\.deb$/, '.parts.json')
  try {
    return z.array(PartSchema).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new HausrechtError('release_no_parts', `${path} does not say what is in the package: build it again`, {
      cause,
    })
  }
}
