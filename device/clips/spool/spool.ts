// The spool: parts on disk until the clip service has them. What it acknowledged survives kill and power cut; what
// it did not acknowledge never counts. Knows nothing of keys and pictures, and sends nothing itself.

import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { PARTS_MOST } from '#protocol/limits.ts'
import type { ClipId } from '#protocol/units.ts'
import type { Orphan, Spool } from '../port.ts'
import type { Outbox } from '../upload/outbox.ts'
import { type Disk, makeClip, realDisk } from './disk.ts'
import { addFile, blocks, byAge, freshKept, type Kept } from './kept.ts'
import { END, folderOf, HEAD, PROTECTED, partName } from './names.ts'
import { createOutbox } from './outbox.ts'
import { ifThere, readLines } from './part-file.ts'
import type { Bounds } from './room.ts'
import { scanSpool } from './scan.ts'
import { createShelf, type Shelf } from './shelf.ts'
import { createWriter, type Writer, type WriterParts } from './writer.ts'

/** Clips and files here at most, whatever their size: a folder must stay quick to read at a start. */
const CLIPS_MOST = 1000
const FILES_MOST = 50_000
/** Bytes of the disk left for the journal and the rest of the system. */
const FLOOR = 128 * 1024 * 1024

export interface SpoolOptions extends Pick<WriterParts, 'log' | 'dropped'> {
  /** Made when missing. One program at a time. */
  readonly folder: string
  /** Bytes on disk at most. */
  readonly bytes: number
  readonly bounds?: Partial<Bounds>
  /** Another disk than the real one, for tests. */
  readonly disk?: WriterParts['disk']
}

export interface OpenSpool extends Spool {
  readonly outbox: Outbox
}

/** @throws HausrechtError `spool_full` when the folder cannot be read or made */
export const openSpool = async (options: SpoolOptions): Promise<OpenSpool> => {
  const { folder, bytes, log } = options
  const shelf = createShelf(folder, await open(options))
  const bounds = { bytes, floor: FLOOR, clips: CLIPS_MOST, files: FILES_MOST, ...options.bounds }
  const disk = options.disk ?? realDisk
  const parts = { shelf, disk, bounds, log, dropped: (clip: ClipId, lost: number) => options.dropped(clip, lost) }
  const writer = createWriter(parts)
  return {
    ...recorderSide(parts, writer),
    protect: (clip) => protect(parts, writer, clip),
    orphans: () => orphansOf(shelf),
    held: () => ({ bytes: heldBytes(shelf), clips: shelf.clips.size }),
    close: () => writer.settled(),
    outbox: createOutbox(shelf),
  }
}

const open = async ({ folder, log }: SpoolOptions): Promise<readonly Kept[]> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return await scanSpool(folder, log)
  } catch (error) {
    throw new HausrechtError('spool_full', `Cannot use ${folder}: look at the disk and at who owns the folder`, {
      cause: error,
    })
  }
}

const recorderSide = ({ shelf, disk }: WriterParts, writer: Writer): Pick<Spool, 'begin' | 'write' | 'end'> => ({
  begin: async (clip, head, identity) => {
    if (shelf.clips.has(clip)) throw outOfOrder(`clip ${clip} is here already`)
    const kept = freshKept(clip, head)
    const sizes = [Buffer.byteLength(head), identity.length]
    const need = { bytes: sizes.reduce((sum, size) => sum + blocks(size), 0), clips: 1, files: sizes.length }
    await writer.durably(need, () => makeClip(disk, folderOf(shelf.folder, clip), head, identity))
    for (const size of sizes) addFile(kept, size)
    kept.running = true
    shelf.clips.set(clip, kept)
    shelf.changed()
  },
  write: async (clip, n, framed) => {
    await writer.durably({ bytes: blocks(framed.length), clips: 0, files: 1 }, async () => {
      const kept = runningClip(shelf, clip)
      // In order, so that what a power cut leaves has no gap.
      if (n !== kept.next || n >= PARTS_MOST) throw outOfOrder(`part ${n} of ${clip}, after ${kept.next - 1}`)
      await writePart(disk, join(folderOf(shelf.folder, clip), partName(n)), framed)
      addFile(kept, framed.length)
      kept.unsent.set(n, framed.length)
      kept.next = n + 1
    })
    shelf.changed()
  },
  end: async (clip, token) => {
    const kept = shelf.clips.get(clip)
    // Dropped for want of room before the door could end it.
    if (!kept) return
    try {
      if (!kept.ended) await writer.surely(() => writeEnd(shelf, kept, () => disk.write(endPath(shelf, clip), token)))
    } finally {
      // Whatever became of it, its recorder is through: it may make room now, and the door may end it.
      kept.running = false
    }
    if (kept.deleted) await shelf.takeOff(kept)
    shelf.changed()
  },
})

/** Whole perhaps, and never acknowledged: after a failure it must not come back. */
const writePart = async (disk: Disk, path: string, framed: Uint8Array): Promise<void> => {
  try {
    await disk.write(path, framed)
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  }
}

const endPath = (shelf: Shelf, clip: ClipId): string => join(folderOf(shelf.folder, clip), END)

const writeEnd = async (shelf: Shelf, kept: Kept, write: () => Promise<void>): Promise<void> => {
  if (!shelf.clips.has(kept.clip)) return
  await write()
  kept.ended = true
  addFile(kept, 1)
}

const runningClip = (shelf: Shelf, clip: ClipId): Kept => {
  const kept = shelf.clips.get(clip)
  if (!kept?.running) throw outOfOrder(`clip ${clip} is not being recorded`)
  return kept
}

const outOfOrder = (what: string): HausrechtError =>
  new HausrechtError('spool_out_of_order', `The spool was asked for what it cannot do: ${what}`)

const protect = ({ shelf, disk, log }: WriterParts, writer: Writer, clip: ClipId): void => {
  const kept = shelf.clips.get(clip)
  if (!kept || kept.protected) return
  // At once for this program, and durably for the next.
  kept.protected = true
  const path = join(folderOf(shelf.folder, clip), PROTECTED)
  writer
    .surely(async () => {
      if (!shelf.clips.has(clip)) return
      await disk.write(path, '')
      addFile(kept, 0)
    })
    .catch((error: unknown) => log.error({ err: error, clip }, 'a clip is protected only until the next start'))
}

const orphansOf = async (shelf: Shelf): Promise<readonly Orphan[]> => {
  const orphans: Orphan[] = []
  for (const { clip, running, ended } of [...shelf.clips.values()].sort(byAge)) {
    if (running || ended) continue
    const folder = folderOf(shelf.folder, clip)
    const head = await ifThere(readFile(join(folder, HEAD), 'utf8'))
    if (head !== undefined) orphans.push({ clip, head, lines: await readLines(folder) })
  }
  return orphans
}

const heldBytes = (shelf: Shelf): number => [...shelf.clips.values()].reduce((sum, { bytes }) => sum + bytes, 0)
