// What the pictures in the data channel are encoded as, and whether this browser decodes it.

import type { Way } from '#protocol/live/control.ts'

/** Constrained baseline, level 3.1: whoever decodes nothing else of H.264 decodes this. */
const PLAIN = 'avc1.42e01f'

/**
 * RFC 6381 §3.3 name of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1): its profile, what it keeps to,
 * its level. undefined: it is none.
 */
export const codecOf = (config: Uint8Array): string | undefined => {
  if (config.length < 7 || config[0] !== 1) return undefined
  return `avc1.${[...config.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** @returns ways this browser can show, best first */
export const waysHere = async (): Promise<readonly Way[]> => {
  const lesser: readonly Way[] = ['track', 'still']
  if (typeof VideoDecoder === 'undefined') return lesser
  try {
    const { supported } = await VideoDecoder.isConfigSupported({ codec: PLAIN, optimizeForLatency: true })
    return supported === true ? ['channel', ...lesser] : lesser
  } catch {
    return lesser
  }
}
