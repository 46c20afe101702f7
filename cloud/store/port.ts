// What the clip service needs of a store: objects by key, written once. No clip is known here.

/** An object's key and bytes. */
export interface Entry {
  readonly key: string
  readonly size: number
}

/** Bytes `from` to `to`, both counted from 0 and included; to the end when `to` is left out or lies beyond it. */
export interface ByteRange {
  readonly from: number
  readonly to?: number
}

export interface Found {
  readonly bytes: Buffer
  /** Bytes of the whole object. */
  readonly size: number
}

/** Which prefixes expire by the store's own doing, days after their objects were written. */
export type Expiry = ReadonlyMap<string, number>

/**
 * Keys are as `checkKey` wants them; prefixes end with a slash. What resolves is durable and seen by every other
 * client of the store. Faults are thrown as HausrechtError `store_failed` (try again later) or `key_wrong`.
 */
export interface Store {
  /** Never writes over anything. Of several at once exactly one stores, among clients of this process at least. */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'>
  /** Whole or not at all. Only for the few objects that stand for a newest word. */
  replace(key: string, bytes: Uint8Array): Promise<void>
  /** @returns undefined when it is not there; no bytes when the range begins beyond the end */
  get(key: string, range?: ByteRange): Promise<Found | undefined>
  size(key: string): Promise<number | undefined>
  /** In the order of the keys' bytes, from the first one after `after`. */
  list(prefix: string, after?: string): AsyncIterable<Entry>
  /** Names one level below the prefix that have objects below them, in order; may name one that was just emptied. */
  names(prefix: string): AsyncIterable<string>
  /** @returns false when there is nothing to copy; an object that is there already stays as it is */
  copy(from: string, to: string): Promise<boolean>
  /** Also when it is not there. */
  remove(key: string): Promise<void>
  /** For stores that can: makes exactly these prefixes expire. @returns false when the store cannot */
  expire?(prefixes: Expiry): Promise<boolean>
  close(): Promise<void>
}
