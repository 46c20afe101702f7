// Reads a fragment's boxes back, without the code that wrote them: ffprobe guesses how long a packet lasts.

const CONTAINERS = ['moof', 'traf']

export interface FragmentRun {
  readonly track: number
  /** tfdt, in units of the track. */
  readonly at: number
  /** Of each sample, where the run tells them. */
  readonly lasts: readonly number[]
}

const boxesOf = (bytes: Buffer): { type: string; body: Buffer }[] => {
  const found: { type: string; body: Buffer }[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const body = bytes.subarray(at + 8, at + length)
    found.push({ type, body })
    if (CONTAINERS.includes(type)) found.push(...boxesOf(body))
    at += length
  }
  return found
}

export const runsOf = (segment: Uint8Array): readonly FragmentRun[] => {
  const runs: FragmentRun[] = []
  let [track, at] = [0, 0]
  for (const { type, body } of boxesOf(Buffer.from(segment))) {
    if (type === 'tfhd') track = body.readUInt32BE(4)
    if (type === 'tfdt') at = Number(body.readBigUInt64BE(4))
    if (type !== 'trun') continue
    const flags = body.readUInt32BE(0) & 0xffffff
    const count = body.readUInt32BE(4)
    const start = (flags & 4) === 0 ? 12 : 16
    const told = (flags & 0x100) !== 0
    runs.push({
      track,
      at,
      lasts: told ? Array.from({ length: count }, (_, n) => body.readUInt32BE(start + n * 8)) : [],
    })
  }
  return runs
}
