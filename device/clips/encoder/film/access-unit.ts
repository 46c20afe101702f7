// From Annex B, as encoders give it, to AVC form, as MP4 and browsers want it (ISO/IEC 14496-15 §5.3): parameter
// sets go into the decoder configuration, every other unit gets its length in front.

const SLICE = 1
const SLICE_IDR = 5
const PARAMETERS_OF_SEQUENCE = 7
const PARAMETERS_OF_PICTURE = 8
const PREFIX = 4
/** Profiles whose configuration tells chroma and depth as well; ours are always 4:2:0, 8 bits. */
const HIGH = [100, 110, 122, 144]
const LONGEST_PARAMETERS = 0xffff
const START = Buffer.from([0, 0, 1])

export interface Coded {
  readonly key: boolean
  /** AVC form with lengths of four bytes. Empty when there was no picture in it. */
  readonly data: Uint8Array
  readonly sps?: Uint8Array
  readonly pps?: Uint8Array
}

const withoutZeros = (unit: Uint8Array): Uint8Array => {
  let end = unit.length
  while (end > 0 && unit[end - 1] === 0) end--
  return unit.subarray(0, end)
}

/** NAL units of a byte stream (ITU-T H.264 Annex B). @returns undefined when it does not begin as one */
const unitsOf = (bytes: Uint8Array): readonly Uint8Array[] | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = view.indexOf(START)
  if (start < 0 || start > 1 || (start === 1 && view[0] !== 0)) return undefined
  const units: Uint8Array[] = []
  while (start >= 0) {
    const next = view.indexOf(START, start + START.length)
    const unit = withoutZeros(view.subarray(start + START.length, next < 0 ? view.length : next))
    if (unit.length > 0) units.push(unit)
    start = next
  }
  return units
}

const kindOf = (unit: Uint8Array): number => (unit[0] ?? 0) & 0x1f

const joined = (units: readonly Uint8Array[]): Uint8Array => {
  const data = new Uint8Array(units.reduce((sum, { length }) => sum + PREFIX + length, 0))
  const view = new DataView(data.buffer)
  let at = 0
  for (const unit of units) {
    view.setUint32(at, unit.length)
    data.set(unit, at + PREFIX)
    at += PREFIX + unit.length
  }
  return data
}

/** @returns undefined for bytes that are no H.264 */
export const codedOf = (bytes: Uint8Array): Coded | undefined => {
  const units = unitsOf(bytes)
  if (units === undefined || units.some((unit) => ((unit[0] ?? 0) & 0x80) !== 0)) return undefined
  const sps = units.find((unit) => kindOf(unit) === PARAMETERS_OF_SEQUENCE)
  const pps = units.find((unit) => kindOf(unit) === PARAMETERS_OF_PICTURE)
  // The encoder's notes and delimiters are of no use to a player.
  const slices = units.filter((unit) => kindOf(unit) >= SLICE && kindOf(unit) <= SLICE_IDR)
  return {
    key: slices.length > 0 && slices.every((unit) => kindOf(unit) === SLICE_IDR),
    data: joined(slices),
    ...(sps === undefined ? {} : { sps: sps.slice() }),
    ...(pps === undefined ? {} : { pps: pps.slice() }),
  }
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1). @returns undefined for impossible parameter sets */
export const avcConfiguration = (sps: Uint8Array, pps: Uint8Array): Uint8Array | undefined => {
  const [, profile, compatible, level] = sps
  if (profile === undefined || compatible === undefined || level === undefined) return undefined
  if (sps.length > LONGEST_PARAMETERS || pps.length > LONGEST_PARAMETERS) return undefined
  return Uint8Array.from([
    ...[1, profile, compatible, level, 0xff],
    ...[0xe1, sps.length >> 8, sps.length & 0xff, ...sps],
    ...[1, pps.length >> 8, pps.length & 0xff, ...pps],
    ...(HIGH.includes(profile) ? [0xfd, 0xf8, 0xf8, 0] : []),
  ])
}
