// The end of the journal on disk: bytes go in whole and durably, or not at all.

import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { HausrechtError } from '#protocol/fault.ts'
import { syncFolder } from './durable.ts'
import { segmentPath } from './segments.ts'

/** Writes at a place and returns how many bytes it took. The real one is `toDisk`; a full disk is another. */
export type Write = (file: FileHandle, bytes: Uint8Array, position: number) => Promise<number>

export const toDisk: Write = async (file, bytes, position) =>
  (await file.write(bytes, 0, bytes.length, position)).bytesWritten

// A write returns when it is durable: one trip to the disk instead of a write and a sync.
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC

const broken = (what: string): HausrechtError =>
  new HausrechtError('journal_failed', `${what}: look at the disk, and which program writes there`)

export class SegmentFile {
  readonly #folder: string
  readonly #write: Write
  #file: FileHandle
  #number: number
  #size: number
  #broken = false

  private constructor(folder: string, write: Write, file: FileHandle, number: number, size: number) {
    this.#folder = folder
    this.#write = write
    this.#file = file
    this.#number = number
    this.#size = size
  }

  /** Opens a segment whose first `size` bytes are sound. */
  static async open(folder: string, number: number, size: number, write: Write = toDisk): Promise<SegmentFile> {
    const file = await open(segmentPath(folder, number), FLAGS, 0o600)
    try {
      const found = (await file.stat()).size
      if (found !== size) throw broken(`${segmentPath(folder, number)} has ${found} bytes instead of ${size}`)
      await syncFolder(folder)
      return new SegmentFile(folder, write, file, number, size)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  get number(): number {
    return this.#number
  }

  /** Durable bytes. */
  get size(): number {
    return this.#size
  }

  /** Appends; when it fails, whatever part of it got there is taken back before the next one. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#broken) await this.#repair()
    this.#broken = true
    for (let done = 0; done < bytes.length; ) {
      const took = await this.#write(this.#file, bytes.subarray(done), this.#size + done)
      if (took <= 0) throw broken('the disk takes nothing')
      done += took
    }
    this.#size += bytes.length
    this.#broken = false
  }

  /** Goes on in the next segment. */
  async roll(): Promise<void> {
    const next = await SegmentFile.open(this.#folder, this.#number + 1, 0, this.#write)
    const full = this.#file
    this.#file = next.#file
    this.#number = next.#number
    this.#size = 0
    await full.close()
  }

  async close(): Promise<void> {
    if (this.#broken) await this.#repair().catch(() => undefined)
    await this.#file.close()
  }

  /** After a failed sync a file handle may forget the failure: a fresh one is asked instead. */
  async #repair(): Promise<void> {
    const fresh = await open(segmentPath(this.#folder, this.#number), FLAGS)
    try {
      const { size } = await fresh.stat()
      if (size < this.#size) throw broken(`${segmentPath(this.#folder, this.#number)} became shorter`)
      await fresh.truncate(this.#size)
      await fresh.sync()
    } catch (error) {
      await fresh.close()
      throw error
    }
    const failed = this.#file
    this.#file = fresh
    this.#broken = false
    await failed.close().catch(() => undefined)
  }
}
