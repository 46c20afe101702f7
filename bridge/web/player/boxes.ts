// What a player must know of fragmented MP4 (ISO/IEC 14496-12): the codecs, and when each picture is shown. Reads only
// what Hausrecht's recorder writes; foreign bytes give nothing, never a fault.

/** What the init part says. */
export interface FilmLook {
  /** As MediaSource wants it (RFC 6381). */
  readonly type: string
  readonly sound: boolean
  readonly track: number
  /** Units of time in a second. */
  readonly scale: number
}

/** When the pictures of one segment are shown, in seconds from the film's beginning. */
export interface Shown {
  readonly from: number
  readonly to: number
  readonly pictures: readonly number[]
}

interface Box {
  readonly type: string
  /** Its content. */
  readonly view: DataView
}

const HEADER = 8

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const typeAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((n) => view.getUint8(at + n)))

const boxesIn = (view: DataView): Box[] => {
  const boxes: Box[] = []
  for (let at = 0; at + HEADER <= view.byteLength; ) {
    const size = view.getUint32(at)
    if (size < HEADER || at + size > view.byteLength) break
    const content = new DataView(view.buffer, view.byteOffset + at + HEADER, size - HEADER)
    boxes.push({ type: typeAt(view, at + 4), view: content })
    at += size
  }
  return boxes
}

/** Every box of a path below; containers on the way are gone into. */
const find = (view: DataView, ...path: readonly string[]): DataView[] => {
  const [type, ...rest] = path
  const found = boxesIn(view)
    .filter((box) => box.type === type)
    .map((box) => box.view)
  return rest.length === 0 ? found : found.flatMap((inner) => find(inner, ...rest))
}

const one = (view: DataView, ...path: readonly string[]): DataView | undefined => find(view, ...path)[0]

/** §8.3.2: after version and flags, two times of 32 or 64 bits. */
const trackOf = (trak: DataView): number => {
  const header = one(trak, 'tkhd')
  return header ? header.getUint32(header.getUint8(0) === 1 ? 20 : 12) : 0
}
const scaleOf = (trak: DataView): number => {
  const header = one(trak, 'mdia', 'mdhd')
  return header ? header.getUint32(header.getUint8(0) === 1 ? 20 : 12) : 0
}

/** §8.5.2: after version, flags and a count. */
const entriesOf = (trak: DataView): readonly Box[] => {
  const description = one(trak, 'mdia', 'minf', 'stbl', 'stsd')
  if (!description || description.byteLength < 8) return []
  return boxesIn(new DataView(description.buffer, description.byteOffset + 8, description.byteLength - 8))
}

/** Bytes before the boxes of a visual sample entry (§12.1.3). */
const VISUAL = 78

const hex = (value: number): string => value.toString(16).padStart(2, '0')

const avcOf = (entry: Box): string | undefined => {
  if (entry.type !== 'avc1' || entry.view.byteLength <= VISUAL) return undefined
  const { view } = entry
  const config = one(new DataView(view.buffer, view.byteOffset + VISUAL, view.byteLength - VISUAL), 'avcC')
  return config && `avc1.${hex(config.getUint8(1))}${hex(config.getUint8(2))}${hex(config.getUint8(3))}`
}

/** @returns undefined when there is no H.264 in it */
export const readInit = (bytes: Uint8Array): FilmLook | undefined => {
  try {
    const tracks = find(viewOf(bytes), 'moov', 'trak')
    const sound = tracks.some((trak) => entriesOf(trak).some(({ type }) => type === 'mp4a'))
    for (const trak of tracks) {
      const codec = entriesOf(trak).map(avcOf)[0]
      const scale = scaleOf(trak)
      if (codec === undefined || scale === 0) continue
      const type = `video/mp4; codecs="${codec}${sound ? ', mp4a.40.2' : ''}"`
      return { type, sound, track: trackOf(trak), scale }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return undefined
}

/** §8.8.7.1 */
const BASE = 0x1
const INDEX = 0x2
const DURATION = 0x8
/** §8.8.8.1 */
const OFFSET = 0x1
const FIRST_FLAGS = 0x4
const DURATIONS = 0x100
const OTHERS = [0x200, 0x400, 0x800]

const flagsOf = (view: DataView): number => view.getUint32(0) & 0xffffff

const usualDuration = (header: DataView): number => {
  const flags = flagsOf(header)
  if (!(flags & DURATION)) return 0
  return header.getUint32(8 + (flags & BASE ? 8 : 0) + (flags & INDEX ? 4 : 0))
}

const beginOf = (traf: DataView): number => {
  const decode = one(traf, 'tfdt')
  if (!decode) return 0
  return decode.getUint8(0) === 1 ? Number(decode.getBigUint64(4)) : decode.getUint32(4)
}

const durationsOf = (run: DataView, usual: number): number[] => {
  const flags = flagsOf(run)
  const has = (flag: number): boolean => (flags & flag) !== 0
  const count = run.getUint32(4)
  const step = 4 * [DURATIONS, ...OTHERS].filter(has).length
  const start = 8 + (has(OFFSET) ? 4 : 0) + (has(FIRST_FLAGS) ? 4 : 0)
  return Array.from({ length: count }, (_, n) => (has(DURATIONS) ? run.getUint32(start + n * step) : usual))
}

/** @returns undefined when it is no segment of this film */
export const readSegment = (
  bytes: Uint8Array,
  { track, scale }: Pick<FilmLook, 'track' | 'scale'>,
): Shown | undefined => {
  try {
    for (const traf of find(viewOf(bytes), 'moof', 'traf')) {
      const header = one(traf, 'tfhd')
      if (header?.getUint32(4) !== track) continue
      const usual = usualDuration(header)
      const pictures: number[] = []
      let at = beginOf(traf)
      const from = at
      for (const lasts of find(traf, 'trun').flatMap((run) => durationsOf(run, usual))) {
        pictures.push(at / scale)
        at += lasts
      }
      return pictures.length === 0 ? undefined : { from: from / scale, to: at / scale, pictures }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return undefined
}
