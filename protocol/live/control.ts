// What viewer and door say to each other in the data channel `control`, as JSON texts. It runs inside DTLS between
// the two whose keys signed the descriptions, so nothing here is signed again.

import * as z from 'zod'
import { EpochMsSchema } from '../ids.ts'
import { CameraSightSchema } from '../state.ts'

/** Characters of one message. */
export const CONTROL_CHARS = 1024

/** How pictures come: H.264 in the data channel, a VP8 track that adapts by itself, or single JPEGs. */
export const WAYS = ['channel', 'track', 'still'] as const
export const WaySchema = z.enum(WAYS)
export type Way = z.infer<typeof WaySchema>

const id = z.int().min(0)

export const FromViewerSchema = z.discriminatedUnion('say', [
  /**
   * First of all: what this viewer can show. `ways`, best first. Pictures begin after it. Said again without a way
   * that turned out not to work (`no_decoder`).
   */
  z.strictObject({ say: z.literal('hello'), ways: z.array(WaySchema).min(1).max(WAYS.length) }),
  /** The page's round trip and the door's clock are measured with it, about once a second. */
  z.strictObject({ say: z.literal('ping'), id }),
  /**
   * Number of the picture that was just decoded (`still`: shown), in the order they came: sent for each, the door's
   * measure of the path. On a track nothing is acknowledged.
   */
  z.strictObject({ say: z.literal('ack'), number: id }),
  /** A decoder lost its thread: the next key frame, please. */
  z.strictObject({ say: z.literal('key') }),
  /** A person's choice; `auto` gives it back to the door. */
  z.strictObject({ say: z.literal('way'), way: z.enum([...WAYS, 'auto']) }),
  /** Push to talk: pressed, let go. */
  z.strictObject({ say: z.literal('talk'), on: z.boolean() }),
  z.strictObject({ say: z.literal('listen'), on: z.boolean() }),
])
export type FromViewer = z.infer<typeof FromViewerSchema>

export const FromDoorSchema = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('pong'), id, now: EpochMsSchema }),
  /** How pictures come from now on, and why it changed. */
  z.strictObject({
    say: z.literal('way'),
    way: WaySchema,
    stream: z.enum(['full', 'small']),
    why: z.enum(['begin', 'wish', 'poor_path', 'good_path', 'no_decoder']),
  }),
  /** On a track, whose frames can carry nothing: number and time of the picture just put into it. */
  z.strictObject({ say: z.literal('picture'), number: id, at: EpochMsSchema }),
  z.strictObject({ say: z.literal('sight'), sight: CameraSightSchema, recording: z.boolean() }),
  /** `allowed`: the owner's switch and the rig's parts. `busy`: somebody else speaks. */
  z.strictObject({
    say: z.literal('talk'),
    allowed: z.boolean(),
    speaking: z.boolean(),
    listening: z.boolean(),
    busy: z.boolean(),
  }),
])
export type FromDoor = z.infer<typeof FromDoorSchema>
