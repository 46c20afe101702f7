// What may stand in a viewer's session description (RFC 8866) before the library sees any of it. Pure.

import { SDP_CHARS } from '#protocol/limits.ts'

const SECTIONS_MOST = 3
const LINES_MOST = 600
const LINE_CHARS = 1000
const CANDIDATES_MOST = 96
/** One of each at most, sound and pictures beside the channels. */
const KINDS = ['application', 'video', 'audio'] as const

/** VP8's first guess at the path, kbit/s: by itself it begins so low that the first picture comes late. */
const START_KILOBITS = 600

const linesOf = (sdp: string): string[] => sdp.split(/\r?\n/)

const kindOf = (line: string): string => line.slice('m='.length).split(' ', 1)[0] ?? ''

/** Is this something that a page's RTCPeerConnection would say, and no more of it than is needed? */
export const isOffer = (sdp: string): boolean => {
  if (sdp.length > SDP_CHARS || !sdp.startsWith('v=0')) return false
  const lines = linesOf(sdp)
  if (lines.length > LINES_MOST || lines.some((line) => line.length > LINE_CHARS || /[^\t -~]/.test(line))) return false
  if (lines.filter((line) => line.startsWith('a=candidate:')).length > CANDIDATES_MOST) return false
  const kinds = lines.filter((line) => line.startsWith('m=')).map(kindOf)
  return (
    kinds.length <= SECTIONS_MOST &&
    kinds.includes('application') &&
    new Set(kinds).size === kinds.length &&
    kinds.every((kind) => KINDS.some((known) => known === kind))
  )
}

/** The offer as this side takes it: with a word on where VP8's rate begins. What the viewer signed stays as it was. */
export const eager = (sdp: string): string =>
  sdp.replace(
    /^a=rtpmap:(\d+) VP8\/90000\r?\n/m,
    (line, format) => `${line}a=fmtp:${format} x-google-start-bitrate=${START_KILOBITS}\r\n`,
  )
