// A store in a bucket of any S3-compatible object store. "Only if it is not there" is the store's own where it knows
// If-None-Match (RFC 9110 §13.1.2) for writing; elsewhere it is a look before, one at a time for a key.

import type { IncomingMessage } from 'node:http'
import { HausrechtError } from '#protocol/fault.ts'
import { checkKey, checkPrefix } from '../key.ts'
import type { ByteRange, Entry, Expiry, Found, Store } from '../port.ts'
import { Turns } from '../turns.ts'
import { codeOf, connect, PATIENCE, type Patience, type S3Client, type S3Settings, trying } from './client.ts'
import { type Rule, rulesWith, sameRules } from './expiry.ts'

const ABSENT: readonly (string | undefined)[] = ['NoSuchKey', 'NotFound']
const UNKNOWN_TO_IT: readonly (string | undefined)[] = ['NotImplemented', 'MalformedXML', 'MethodNotAllowed']
const PAGE = 1000

const faulty = (cause: unknown): HausrechtError => {
  if (cause instanceof HausrechtError && cause.code === 'key_wrong') return cause
  const code = codeOf(cause)
  const said = code === undefined ? 'does not answer' : `refuses (${code})`
  return new HausrechtError('store_failed', `The object store ${said}: see its address, bucket and keys`, { cause })
}

/**
 * Makes the bucket when there is none.
 * @throws HausrechtError `store_failed`
 */
export const openS3Store = async (settings: S3Settings, patience: Patience = PATIENCE): Promise<Store> => {
  const connection = connect(settings, patience)
  const { client } = connection
  try {
    const isThere = await trying(patience, () => client.bucketExists(settings.bucket))
    if (!isThere) await trying(patience, () => client.makeBucket(settings.bucket, settings.region))
  } catch (error) {
    if (codeOf(error) !== 'BucketAlreadyOwnedByYou') {
      connection.close()
      throw faulty(error)
    }
  }
  return new S3Store(connection, settings.bucket, patience)
}

const readAll = async (response: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** RFC 9110 §14.4. */
const sizeFrom = (response: IncomingMessage, fallback: number): number =>
  Number(/\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1] ?? fallback)

class S3Store implements Store {
  readonly #connection: S3Client
  readonly #bucket: string
  readonly #patience: Patience
  readonly #turns = new Turns()
  /** Until the store has said that it cannot. */
  #conditional = true

  constructor(connection: S3Client, bucket: string, patience: Patience) {
    this.#connection = connection
    this.#bucket = bucket
    this.#patience = patience
  }

  async putIfAbsent(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    checkKey(key)
    if (this.#conditional) {
      const put = await this.#putConditionally(key, bytes)
      if (put !== undefined) return put
      this.#conditional = false
    }
    return this.#turns.take(key, async () => {
      if ((await this.size(key)) !== undefined) return 'exists'
      await this.replace(key, bytes)
      return 'stored'
    })
  }

  async replace(key: string, bytes: Uint8Array): Promise<void> {
    checkKey(key)
    await this.#ask(() => this.#put(key, bytes, {}))
  }

  get(key: string, range?: ByteRange): Promise<Found | undefined> {
    return this.#ask(async () => {
      try {
        return await this.#read(checkKey(key), range)
      } catch (error) {
        const code = codeOf(error)
        if (ABSENT.includes(code)) return undefined
        if (code !== 'InvalidRange') throw error
        const size = await this.size(key)
        return size === undefined ? undefined : { bytes: Buffer.alloc(0), size }
      }
    })
  }

  size(key: string): Promise<number | undefined> {
    return this.#ask(async () => {
      try {
        return (await this.#client.statObject(this.#bucket, checkKey(key))).size
      } catch (error) {
        if (ABSENT.includes(codeOf(error))) return undefined
        throw error
      }
    })
  }

  async *list(prefix: string, after = ''): AsyncGenerator<Entry> {
    for await (const { name, size } of this.#pages(checkPrefix(prefix), '', after)) {
      if (name !== undefined) yield { key: name, size }
    }
  }

  async *names(prefix: string): AsyncGenerator<string> {
    for await (const found of this.#pages(checkPrefix(prefix), '/', '')) {
      if (found.prefix !== undefined) yield found.prefix.slice(prefix.length, -1)
    }
  }

  copy(from: string, to: string): Promise<boolean> {
    return this.#ask(async () => {
      try {
        await this.#client.copyObject(this.#bucket, checkKey(to), `/${this.#bucket}/${checkKey(from)}`)
        return true
      } catch (error) {
        if (ABSENT.includes(codeOf(error))) return false
        throw error
      }
    })
  }

  async remove(key: string): Promise<void> {
    checkKey(key)
    await this.#ask(() => this.#client.removeObject(this.#bucket, key))
  }

  async expire(prefixes: Expiry): Promise<boolean> {
    try {
      const before = await this.#rules()
      const rules = rulesWith(before, prefixes)
      if (rules === undefined) return false
      if (sameRules(before, rules)) return true
      await this.#client.setBucketLifecycle(this.#bucket, { Rule: [...rules] } as never)
      return true
    } catch (error) {
      if (UNKNOWN_TO_IT.includes(codeOf(error))) return false
      throw faulty(error)
    }
  }

  async close(): Promise<void> {
    this.#connection.close()
  }

  get #client() {
    return this.#connection.client
  }

  async #ask<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await trying(this.#patience, work)
    } catch (error) {
      throw faulty(error)
    }
  }

  async #read(key: string, { from = 0, to }: Partial<ByteRange> = {}): Promise<Found> {
    // This client takes 0 for "to the end".
    const length = to === undefined ? 0 : to - from + 1
    const response = (await this.#client.getPartialObject(this.#bucket, key, from, length)) as IncomingMessage
    const bytes = await readAll(response)
    return { bytes, size: sizeFrom(response, bytes.length) }
  }

  #put(key: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>): Promise<unknown> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return this.#client.putObject(this.#bucket, key, buffer, buffer.length, { ...headers })
  }

  /** @returns undefined when the store knows no such thing */
  #putConditionally(key: string, bytes: Uint8Array): Promise<'stored' | 'exists' | undefined> {
    return this.#ask(async () => {
      try {
        await this.#put(key, bytes, { 'If-None-Match': '*' })
        return 'stored'
      } catch (error) {
        const code = codeOf(error)
        if (code === 'PreconditionFailed') return 'exists'
        if (code === 'NotImplemented') return undefined
        throw error
      }
    })
  }

  async #rules(): Promise<readonly Rule[]> {
    try {
      const found = (await this.#client.getBucketLifecycle(this.#bucket)) as unknown as { Rule?: Rule | Rule[] } | null
      return [found?.Rule ?? []].flat()
    } catch (error) {
      if (codeOf(error) === 'NoSuchLifecycleConfiguration') return []
      throw error
    }
  }

  async *#pages(prefix: string, delimiter: string, after: string): AsyncGenerator<Listed> {
    let token = ''
    for (;;) {
      const page = await this.#ask(() =>
        this.#client.listObjectsV2Query(this.#bucket, prefix, token, delimiter, PAGE, after),
      )
      yield* page.objects as unknown as Listed[]
      if (!page.isTruncated || page.nextContinuationToken === '') return
      token = page.nextContinuationToken
    }
  }
}

interface Listed {
  readonly name?: string
  readonly prefix?: string
  readonly size: number
}
