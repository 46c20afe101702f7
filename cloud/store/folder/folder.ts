// A store in a folder: an object is a file of the same path. Several processes may use one folder at once; what they
// agree by is the file system's own "only if it is not there".

import { mkdir, open, readdir, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { checkKey, checkPrefix } from '../key.ts'
import type { ByteRange, Entry, Found, Store } from '../port.ts'
import { isCode, makeFolder, nameOnce, nameOver, syncFolder, writeAside } from './durable.ts'
import { namesIn, sizeOf, walk } from './walk.ts'

/** Where files are written before they have a name; a name no key has. */
const ASIDE = '.writing'
const LEFT_BEHIND_MS = 3_600_000
/** A folder may be removed as empty between being made and being used. */
const TRIES = 5
const KNOWN_MOST = 1000

const faulty = (cause: unknown): HausrechtError => {
  if (cause instanceof HausrechtError) return cause
  return new HausrechtError('store_failed', 'The folder of clips cannot be used: see its rights and free space', {
    cause,
  })
}

const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    throw faulty(error)
  }
}

/** @throws HausrechtError `store_failed` when the folder cannot be made */
export const openFolderStore = async (root: string, now: number): Promise<Store> => {
  const aside = join(root, ASIDE)
  await guarded(async () => {
    await makeFolder(root)
    await mkdir(aside, { recursive: true, mode: 0o700 })
    await clearAside(aside, now)
  })
  return new FolderStore(root, aside)
}

/** What a killed process left half-written. */
const clearAside = async (aside: string, now: number): Promise<void> => {
  for (const name of await readdir(aside)) {
    const file = join(aside, name)
    const found = await stat(file).catch(() => undefined)
    if (found !== undefined && now - found.mtimeMs > LEFT_BEHIND_MS) await unlink(file).catch(() => undefined)
  }
}

class FolderStore implements Store {
  readonly #root: string
  readonly #aside: string
  /** Folders whose own names are synced all the way up; another's may be made but not synced yet. */
  readonly #known = new Set<string>()

  constructor(root: string, aside: string) {
    this.#root = root
    this.#aside = aside
  }

  putIfAbsent(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    return guarded(async () => {
      const file = this.#fileOf(key)
      if ((await sizeOf(file)) !== undefined) return 'exists'
      return (await this.#written(file, bytes, nameOnce)) ? 'stored' : 'exists'
    })
  }

  replace(key: string, bytes: Uint8Array): Promise<void> {
    return guarded(() => this.#written(this.#fileOf(key), bytes, nameOver))
  }

  get(key: string, range?: ByteRange): Promise<Found | undefined> {
    return guarded(() => read(this.#fileOf(key), range))
  }

  size(key: string): Promise<number | undefined> {
    return guarded(() => sizeOf(this.#fileOf(key)))
  }

  async *list(prefix: string, after = ''): AsyncGenerator<Entry> {
    try {
      yield* walk(this.#root, checkPrefix(prefix), after)
    } catch (error) {
      throw faulty(error)
    }
  }

  async *names(prefix: string): AsyncGenerator<string> {
    const inside = await guarded(() => namesIn(join(this.#root, checkPrefix(prefix))))
    for (const name of inside) if (name.endsWith('/')) yield name.slice(0, -1)
  }

  copy(from: string, to: string): Promise<boolean> {
    return guarded(async () => {
      const [source, target] = [this.#fileOf(from), this.#fileOf(to)]
      try {
        // The bytes never change, so two names for them are a copy.
        await inFolder(target, () => nameOnce(source, target))
        await this.#syncAbove(dirname(target))
        return true
      } catch (error) {
        if (isCode(error, 'ENOENT') && (await sizeOf(source)) === undefined) return false
        throw error
      }
    })
  }

  remove(key: string): Promise<void> {
    return guarded(async () => {
      const file = this.#fileOf(key)
      try {
        await unlink(file)
        await syncFolder(dirname(file))
      } catch (error) {
        if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw error
      }
      await this.#removeEmpty(dirname(file))
    })
  }

  async close(): Promise<void> {}

  #fileOf(key: string): string {
    return join(this.#root, checkKey(key))
  }

  async #written<Result>(
    file: string,
    bytes: Uint8Array,
    name: (aside: string, file: string) => Promise<Result>,
  ): Promise<Result> {
    const aside = await writeAside(this.#aside, bytes)
    try {
      const result = await inFolder(file, () => name(aside, file))
      await this.#syncAbove(dirname(file))
      return result
    } finally {
      await unlink(aside).catch(() => undefined)
    }
  }

  async #syncAbove(folder: string): Promise<void> {
    if (this.#known.has(folder)) return
    for (let above = folder; above !== this.#root; above = dirname(above)) await syncFolder(dirname(above))
    if (this.#known.size >= KNOWN_MOST) this.#known.clear()
    this.#known.add(folder)
  }

  async #removeEmpty(folder: string): Promise<void> {
    for (let empty = folder; empty !== this.#root; empty = dirname(empty)) {
      this.#known.delete(empty)
      try {
        await rmdir(empty)
      } catch {
        return
      }
    }
  }
}

/** Does it with the folder there, which another may remove as empty meanwhile. */
const inFolder = async <Result>(file: string, work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isCode(error, 'ENOENT') || attempt === TRIES) throw error
      await makeFolder(dirname(file))
    }
  }
}

const read = async (file: string, range: ByteRange | undefined): Promise<Found | undefined> => {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
  try {
    const found = await handle.stat()
    if (!found.isFile()) return undefined
    const { size } = found
    const from = Math.min(range?.from ?? 0, size)
    const end = Math.min(range?.to === undefined ? size : range.to + 1, size)
    const bytes = Buffer.alloc(Math.max(0, end - from))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
    return { bytes: bytes.subarray(0, bytesRead), size }
  } finally {
    await handle.close()
  }
}
