// Sound of the library in the one form that the rig knows: 48 kHz, one channel, 16 bits.

import type { Samples } from './wrtc.ts'

const RATE = 48_000

/** Undefined where it cannot be made into that form by counting alone. */
export const plain = ({ samples, sampleRate, channelCount, numberOfFrames }: Samples): Int16Array | undefined => {
  const times = RATE / sampleRate
  if (!Number.isInteger(times) || samples.length < numberOfFrames * channelCount) return undefined
  if (times === 1 && channelCount === 1) return samples
  return Int16Array.from(
    { length: numberOfFrames * times },
    (_, at) => samples[Math.floor(at / times) * channelCount] ?? 0,
  )
}

export const framed = (samples: Int16Array): Samples => ({
  samples,
  sampleRate: RATE,
  channelCount: 1,
  numberOfFrames: samples.length,
  bitsPerSample: 16,
})
