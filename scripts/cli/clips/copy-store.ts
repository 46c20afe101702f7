// Every object of one store into another: moving house without any service running. Each object is read back and
// compared by hash; over all of them each side has one hash, which must be the same.

import { createHash } from 'node:crypto'
import type { Entry, Store } from '#cloud/store/port.ts'
import { several } from '#cloud/store/several.ts'
import { fault } from '../spoken.ts'

export interface Copied {
  readonly objects: number
  readonly bytes: number
  /** Objects that were not there yet. */
  readonly sent: number
  /** SHA-256 in hexadecimal over `KEY SHA256`, a line an object in the order of keys: of both sides. */
  readonly digest: string
  /** Objects there that are not here, and the first of them. */
  readonly more: number
  readonly stranger: string | undefined
}

/** Held in memory at once: names and hashes only. */
const BATCH = 500

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface One {
  readonly key: string
  readonly size: number
  readonly isSent: boolean
  readonly here: string
  readonly there: string
}

/** @returns undefined for what went away meanwhile: by retention, or by the owner */
const copyOne = async (from: Store, to: Store, key: string): Promise<One | undefined> => {
  const found = await from.get(key)
  if (!found) return undefined
  const isSent = (await to.putIfAbsent(key, found.bytes)) === 'stored'
  const back = await to.get(key)
  const [here, there] = [hashOf(found.bytes), back ? hashOf(back.bytes) : '']
  if (here !== there) throw fault('copy_differs', { key })
  return { key, size: found.size, isSent, here, there }
}

async function* batches(entries: AsyncIterable<Entry>): AsyncGenerator<readonly string[]> {
  let batch: string[] = []
  for await (const { key } of entries) {
    batch.push(key)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Both lists are in the order of keys: one walk finds what only the other has. */
const strangers = async (from: Store, to: Store, prefix: string): Promise<readonly string[]> => {
  const more: string[] = []
  const here = from.list(prefix)[Symbol.asyncIterator]()
  let next = await here.next()
  for await (const { key } of to.list(prefix)) {
    while (!next.done && next.value.key < key) next = await here.next()
    if (next.done || next.value.key !== key) more.push(key)
  }
  return more
}

/** What was copied so far, and one hash for each side over it. */
const createTally = () => {
  const [here, there] = [createHash('sha256'), createHash('sha256')]
  const total = { objects: 0, bytes: 0, sent: 0 }
  return {
    add: (one: One | undefined): void => {
      if (!one) return
      here.update(`${one.key} ${one.here}\n`)
      there.update(`${one.key} ${one.there}\n`)
      total.objects += 1
      total.bytes += one.size
      total.sent += one.isSent ? 1 : 0
    },
    end: () => ({ ...total, here: here.digest('hex'), there: there.digest('hex') }),
  }
}

/**
 * @param stop asked before each batch
 * @throws SpokenError `copy_differs`, `stopped`; may be broken off and done again
 */
export const copyStore = async (
  from: Store,
  to: Store,
  { prefixes, stop }: { readonly prefixes: readonly string[]; readonly stop: AbortSignal },
): Promise<Copied> => {
  const tally = createTally()
  const more: string[] = []
  for (const prefix of prefixes) {
    for await (const batch of batches(from.list(prefix))) {
      if (stop.aborted) throw fault('stopped')
      for (const one of await several(batch, (key) => copyOne(from, to, key))) tally.add(one)
    }
    more.push(...(await strangers(from, to, prefix)))
  }
  const { here, there, ...total } = tally.end()
  if (here !== there) throw fault('copy_differs', { key: prefixes.join(' ') })
  return { ...total, digest: here, more: more.length, stranger: more[0] }
}
