// Sizes, lifetimes and counts that every side holds to. Checked before anything is parsed.

import { millis, minutes, seconds } from './units.ts'

/** Bytes of one token (grant, proof, admission …) in its compact form. */
export const TOKEN_BYTES = 4096
/** Bytes of an owner's revocation list, which holds up to REVOKED_MOST ids. */
export const REVOCATIONS_BYTES = 160 * 1024
/** Ids and keys an owner can hold revoked at once; older ones end with their grants or by `before`. */
export const REVOKED_MOST = 1500
/** Grants in a chain: the owner's, a link's binding or a carrier's, and two more. */
export const CHAIN_MOST = 4
/** Bytes of a request: a chain, a proof and a little. */
export const REQUEST_BYTES = (CHAIN_MOST + 1) * TOKEN_BYTES + 1024
/** Bytes of a command: a request, an admission and at most one revocation list stapled to it. */
export const COMMAND_BYTES = REQUEST_BYTES + TOKEN_BYTES + REVOCATIONS_BYTES
/** Bytes of one journal message: a batch of lines. */
export const JOURNAL_BYTES = 256 * 1024
/** Bytes of one line of the journal: the longest holds a whole revocation list, in base64 once more. */
export const JOURNAL_LINE_BYTES = Math.ceil((REVOCATIONS_BYTES * 4) / 3) + TOKEN_BYTES
/** Bytes of a signalling message (SDP offers of browsers reach 8 kB). */
export const SIGNAL_BYTES = 32 * 1024

/** Characters of one session description: a browser's is about 3 kB with all its candidates. */
export const SDP_CHARS = 16 * 1024
/** Characters of the sealed picture in a bell: a push message holds 4096 bytes in all (RFC 8030 §7.2). */
export const POSTER_CHARS = 3200
/** Bytes of an owner's sealed book of names and grants. */
export const BOOK_BYTES = 512 * 1024
/** A request with the action `live` is good for one session begun within this time. */
export const LIVE_BEGIN_WITHIN = seconds(30)
/** Alarms can be silenced for so long at once, and then they come through again by themselves. */
export const PUSH_SILENCE_MOST = minutes(24 * 60)
/** Browsers of one owner that are told. */
export const PUSH_BROWSERS_MOST = 16
/** A session without a word from its viewer is over. */
export const LIVE_SILENCE_MOST = seconds(15)

/** An admission says "I checked this just now" and is worth nothing later. */
export const ADMISSION_LIFETIME = seconds(10)
/** A door makes a fresh challenge this often … */
export const CHALLENGE_ROTATION = seconds(15)
/** … and honours each for this long, which bounds how late a relayed proof can be answered. */
export const CHALLENGE_LIFETIME = seconds(30)
/** Longest life of a connect token. */
export const CONNECT_LIFETIME = seconds(60)
/** Longest life of a reader's token. */
export const READER_LIFETIME = minutes(366 * 24 * 60)
/** How far another machine's clock may run ahead of ours in what it signs about itself. */
export const SKEW_MOST = seconds(5)
/** The door lets a request that the bridge admitted in time come this much after the end: never before the start. */
export const LATE_TOLERANCE = seconds(2)
/** A pairing window, from the press of the button. */
export const PAIRING_WINDOW = seconds(300)

/** Bolt out for one unlock: default and bounds; the microcontroller holds the same ones. */
export const UNLOCK_DEFAULT = seconds(10)
export const UNLOCK_LEAST = millis(100)
export const UNLOCK_MOST = seconds(60)

/** Longest segment of a clip: what a power cut can take at most, beside what is on its way. */
export const SEGMENT_LONGEST = seconds(1)
/** Longest clip; a visit that goes on continues in a next one. */
export const CLIP_LONGEST = minutes(60)
/** Parts of one clip: an hour of segments and what goes with them, twice over. */
export const PARTS_MOST = 8192
/** Bytes of one sealed part: a second of 1080p30 at 60 Mbit/s. */
export const PART_BYTES = 8 * 1024 * 1024
/** Recipients a clip is sealed to: the owner's devices and household. */
export const RECIPIENTS_MOST = 16
/** Areas of the picture an owner may black out. */
export const MASKS_MOST = 16
/** Longest life of what an owner signs for the clip service. */
export const CLOUD_REQUEST_LIFETIME = seconds(60)
/** Days a clip is kept unless the owner says otherwise. */
export const RETENTION_DAYS = 30
