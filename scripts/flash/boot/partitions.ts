// Finds the partitions in an image's first bytes: MBR, and GPT (UEFI 2.10 §5.3). Pure.

export interface Partition {
  /** Where it begins, in bytes. */
  readonly start: number
  readonly bytes: number
  readonly is: 'fat' | 'linux' | 'other'
}

const SECTOR = 512
const FAT = new Set([0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e, 0xef])
const LINUX = 0x83
const PROTECTIVE = 0xee
/** GUIDs as they lie on the disk: the first three groups little-endian. */
const GUID_FAT = new Set(['28732ac11ff8d211ba4b00a0c93ec93b', 'a2a0d0ebe5b9334487c068b6b72699c7'])
const GUID_LINUX = new Set([
  'af3dc60f838472478e793d69d8477de4',
  // The root of an arm64 and of an amd64 system (Discoverable Partitions Specification).
  '45b021b9f01dc341af444c6f280d3fae',
  'e3bc684fcde8b14d96e7fbcaf984b709',
])

const readMbr = (head: Buffer): Partition[] =>
  [0, 1, 2, 3].flatMap((at) => {
    const entry = 446 + 16 * at
    const type = head[entry + 4] ?? 0
    const sectors = head.readUInt32LE(entry + 12)
    if (type === 0 || sectors === 0) return []
    const is = FAT.has(type) ? 'fat' : type === LINUX ? 'linux' : 'other'
    return [{ start: head.readUInt32LE(entry + 8) * SECTOR, bytes: sectors * SECTOR, is }]
  })

const readGpt = (head: Buffer): Partition[] => {
  if (head.length < 3 * SECTOR || head.toString('latin1', SECTOR, SECTOR + 8) !== 'EFI PART') return []
  const table = Number(head.readBigUInt64LE(SECTOR + 72)) * SECTOR
  const count = Math.min(head.readUInt32LE(SECTOR + 80), 128)
  const length = head.readUInt32LE(SECTOR + 84)
  const found: Partition[] = []
  for (let at = 0; at < count; at += 1) {
    const entry = table + at * length
    if (length < 128 || entry + length > head.length) break
    const type = head.toString('hex', entry, entry + 16)
    if (/^0+$/.test(type)) continue
    const first = Number(head.readBigUInt64LE(entry + 32))
    const last = Number(head.readBigUInt64LE(entry + 40))
    const is = GUID_FAT.has(type) ? 'fat' : GUID_LINUX.has(type) ? 'linux' : 'other'
    found.push({ start: first * SECTOR, bytes: (last - first + 1) * SECTOR, is })
  }
  return found
}

/** @returns none where there is no table: then it is not the image of a disk */
export const readPartitions = (head: Buffer): readonly Partition[] => {
  if (head.length < SECTOR || head[510] !== 0x55 || head[511] !== 0xaa) return []
  const isGpt = [0, 1, 2, 3].some((at) => head[446 + 16 * at + 4] === PROTECTIVE)
  return isGpt ? readGpt(head) : readMbr(head)
}
