// Keeps the owner's book the same everywhere: here, in other tabs, and sealed at the bridge, where other devices of the
// owner's find it. Whoever writes second merges first.

import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { HausrechtError } from '#protocol/fault.ts'
import { BOOK_BYTES } from '#protocol/limits.ts'
import type { EpochMs, Thumbprint } from '#protocol/units.ts'
import type { Book, Http, OwnerKey } from '../app.ts'
import { type BookContents, EMPTY_BOOK, mergeBooks } from '../book.ts'
import { get, put } from '../database.ts'
import { checkChange, checkOpens } from './size.ts'
import { isSame, present, stamp } from './stamp.ts'

const NAME = 'book'
const CHANNEL = 'hausrecht.book'
const TRIES = 5
const AGAIN = 15_000

export interface BookParts {
  readonly database: IDBDatabase
  readonly key: OwnerKey
  readonly http: Http
  readonly now: () => EpochMs
  /** What the owner is called in lists. */
  readonly self: () => string
}

export interface KeptBook extends Book {
  /** Was what this browser has read? Until then, or if it cannot be, nothing is written over it. */
  readonly isOpen: ReadonlySignal<boolean>
  /** Reads what this browser has. @throws HausrechtError `book_unreadable`; `sync` is `failed` then */
  load(): Promise<void>
  /** Merges with the bridge's copy, and hands over what it lacks. */
  synchronise(): Promise<void>
  close(): void
}

interface Copy {
  readonly etag: string | undefined
  readonly contents: BookContents
}

const envelope = () => import('./envelope.ts')

/**
 * What is there and cannot be opened is no empty book: nothing may be written over it.
 * @throws HausrechtError `book_unreadable`
 */
const openCopy = async (key: OwnerKey, sealed: Uint8Array<ArrayBuffer>): Promise<BookContents> => {
  const { openBook } = await envelope()
  const unreadable = (cause?: unknown): HausrechtError =>
    new HausrechtError('book_unreadable', 'The book that is kept cannot be opened with this key.', { cause })
  const opened = await openBook(key, sealed).catch((error: unknown) => {
    throw unreadable(error)
  })
  if (!opened) throw unreadable()
  return opened
}

/** @returns without etag, and empty, when the bridge has none @throws HausrechtError `book_unreadable` */
const fetchCopy = async (http: Http, key: OwnerKey): Promise<Copy> => {
  const answer = await http.response('/api/book')
  if (answer.status === 204) return { etag: undefined, contents: EMPTY_BOOK }
  if (!answer.ok) throw new HausrechtError(`http_${answer.status}`, 'The bridge does not give the book.')
  const etag = answer.headers.get('etag') ?? undefined
  return { etag, contents: await openCopy(key, new Uint8Array(await answer.arrayBuffer())) }
}

/** @returns false when another device was quicker */
const storeCopy = async (http: Http, sealed: Uint8Array<ArrayBuffer>, etag: string | undefined): Promise<boolean> => {
  if (sealed.length > BOOK_BYTES) throw new HausrechtError('book_full', 'The book is full: take out old entries.')
  const condition = etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag }
  const headers = { 'content-type': 'application/octet-stream', ...condition }
  const answer = await http.response('/api/book', { method: 'PUT', headers, body: sealed })
  if (answer.status === 412) return false
  if (!answer.ok) throw new HausrechtError(`http_${answer.status}`, 'The bridge does not take the book.')
  return true
}

export const createBook = ({ database, key, http, now, self }: BookParts): KeptBook => {
  const whole = signal<BookContents>(EMPTY_BOOK)
  const sync = signal<Book['sync']['value']>('local')
  const contents = computed(() => present(whole.value))
  const isOpen = signal(false)
  let opening: Promise<void> = Promise.resolve()
  const channel = new BroadcastChannel(CHANNEL)
  let again: ReturnType<typeof setTimeout> | undefined

  const seal = async (): Promise<void> => {
    const { closeBook } = await envelope()
    await put(database, 'kept', NAME, await closeBook(key, whole.value))
  }
  let kept: Promise<void> = Promise.resolve()
  /** One after the other: sealing takes time, and an older book must not end up over a newer one. */
  const keepHere = (): Promise<void> => {
    kept = kept.then(seal, seal)
    return kept
  }
  /** @returns whether anything was new @throws HausrechtError `book_full` */
  const takeIn = (other: BookContents): boolean => {
    const merged = mergeBooks(whole.value, other)
    if (isSame(merged, whole.value)) return false
    // Each was opened; only both together can be too much.
    if (!isSame(merged, mergeBooks(other, EMPTY_BOOK))) checkOpens(merged)
    whole.value = merged
    return true
  }
  const read = async (): Promise<void> => {
    const kept = await get(database, 'kept', NAME)
    if (kept !== undefined) takeIn(await openCopy(key, kept as Uint8Array<ArrayBuffer>))
    isOpen.value = true
  }
  const load = (): Promise<void> => {
    opening = read()
    opening.catch(() => {
      sync.value = 'failed'
    })
    return opening
  }
  channel.onmessage = () => {
    load().catch(() => undefined)
  }

  const exchange = async (): Promise<void> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const copy = await fetchCopy(http, key)
      if (takeIn(copy.contents)) {
        await keepHere()
        channel.postMessage('changed')
      }
      const mine = whole.value
      if (isSame(mergeBooks(copy.contents, EMPTY_BOOK), mergeBooks(mine, EMPTY_BOOK))) return
      const { closeBook } = await envelope()
      if (await storeCopy(http, await closeBook(key, mine), copy.etag)) {
        if (isSame(mine, whole.value)) return
        tries = 0
      }
    }
    throw new HausrechtError('book_contended', 'Other devices write to the book without end.')
  }

  let running: Promise<void> | undefined
  let wanted = false
  const isWanted = (): boolean => wanted
  const run = async (): Promise<void> => {
    clearTimeout(again)
    try {
      do {
        wanted = false
        await opening.catch(load)
        await exchange()
      } while (isWanted())
      sync.value = 'synced'
    } catch (error) {
      const isOffline = error instanceof HausrechtError && error.code === 'offline'
      sync.value = isOffline ? 'local' : 'failed'
      again = setTimeout(() => {
        synchronise().catch(() => undefined)
      }, AGAIN)
    } finally {
      running = undefined
    }
  }
  /** One at a time; whoever asks meanwhile is served by one more round. */
  const synchronise = (): Promise<void> => {
    wanted = true
    running ??= run()
    return running
  }

  return {
    contents,
    sync,
    load,
    synchronise,
    isOpen,
    change: async (edit) => {
      await opening
      const before = whole.value
      const after = stamp(before, edit(present(before)), now())
      checkChange(before, after)
      whole.value = mergeBooks(after, EMPTY_BOOK)
      sync.value = 'local'
      await keepHere()
      channel.postMessage('changed')
      // Not waited for: what is written here is written, bridge or no bridge.
      synchronise().catch(() => undefined)
    },
    nameOf: (id: Thumbprint | undefined) => {
      if (id === undefined) return '–'
      if (id === key.signing.thumbprint) return self()
      const name = contents.value.people.find((person) => person.id === id)?.name ?? ''
      return name === '' ? id.slice(0, 8) : name
    },
    close: () => {
      clearTimeout(again)
      channel.close()
    },
  }
}
