// How a finished grant leaves this machine: into a file, or as one line to copy.

import { resolve } from 'node:path'
import type { Context } from '../context.ts'
import { type Bundle, writeBundle } from '../home/bundle.ts'
import { writeRecord } from '../home/file.ts'
import { done, type Outcome, type Result } from '../outcome.ts'

export interface Handing {
  readonly result: Result
  /** What it allows, in words. */
  readonly lines: readonly string[]
  readonly out: string | undefined
}

export const handOver = async (
  context: Pick<Context, 'folder' | 'say'>,
  bundle: Bundle,
  { result, lines, out }: Handing,
): Promise<Outcome> => {
  const { say, folder } = context
  if (out === undefined)
    return done({ ...result, token: writeBundle(bundle) }, [...lines, say('grant_token'), '', writeBundle(bundle)])
  const file = resolve(folder, out)
  await writeRecord(file, bundle)
  return done({ ...result, file }, [...lines, say('grant_file', { file })])
}
