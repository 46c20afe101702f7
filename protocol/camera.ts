// What only the owner decides about the camera. Said by an order, kept in the door's journal, obeyed until changed.

import * as z from 'zod'
import { MASKS_MOST, RECIPIENTS_MOST } from './limits.ts'

const share = z.int().min(0).max(1000)

/** A black area, in thousandths of the picture's width and height, from its top left corner. */
export const MaskSchema = z
  .strictObject({ x: share, y: share, w: z.int().min(1).max(1000), h: z.int().min(1).max(1000) })
  .refine(({ x, y, w, h }) => x + w <= 1000 && y + h <= 1000, 'inside the picture')
export type Mask = z.infer<typeof MaskSchema>

/** An age X25519 recipient (C2SP age, "X25519 recipient stanza"), Bech32. */
export const RecipientSchema = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/)

export const CameraSettingsSchema = z.strictObject({
  /** The relay is opened: no power, no picture. */
  off: z.boolean(),
  masks: z.array(MaskSchema).max(MASKS_MOST),
  /** Is sound recorded with the picture? */
  sound: z.boolean(),
  /** Does motion without a visit start a clip? */
  motion: z.boolean(),
  /** Who can open clips, beside the owner's own key where that is an Ed25519 one. */
  recipients: z.array(RecipientSchema).max(RECIPIENTS_MOST),
})
export type CameraSettings = z.infer<typeof CameraSettingsSchema>

export const CAMERA_AT_FIRST: CameraSettings = { off: false, masks: [], sound: false, motion: false, recipients: [] }
