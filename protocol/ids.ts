// Ids that nobody can guess or repeat: 128 random bits as 22 characters of base64url.

import { base64url } from 'jose'
import * as z from 'zod'
import type { ClipId, DoorId, EpochMs, EpochSeconds, GrantId, Hash, Millis, RequestId, Thumbprint } from './units.ts'

const id = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

// Checked as text, typed as an id: nothing is changed on the way, so what is read is what is written.
export const GrantIdSchema = id as unknown as z.ZodType<GrantId, GrantId>
export const RequestIdSchema = id as unknown as z.ZodType<RequestId, RequestId>
export const ClipIdSchema = id as unknown as z.ZodType<ClipId, ClipId>
/** A challenge's nonce or a connect token's one-time id. */
export const NonceSchema = id
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
export const HashSchema = digest as unknown as z.ZodType<Hash, Hash>
export const ThumbprintSchema = digest as unknown as z.ZodType<Thumbprint, Thumbprint>
export const DoorIdSchema = digest as unknown as z.ZodType<DoorId, DoorId>

export const freshId = (): string => base64url.encode(crypto.getRandomValues(new Uint8Array(16)))
export const freshGrantId = (): GrantId => freshId() as GrantId
export const freshClipId = (): ClipId => freshId() as ClipId
export const freshRequestId = (): RequestId => freshId() as RequestId

const LAST_SECOND = 253402300799 // 9999-12-31T23:59:59Z
export const EpochSecondsSchema = z.int().min(0).max(LAST_SECOND) as unknown as z.ZodType<EpochSeconds, EpochSeconds>
export const EpochMsSchema = z
  .int()
  .min(0)
  .max(LAST_SECOND * 1000) as unknown as z.ZodType<EpochMs, EpochMs>
export const MillisSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER) as unknown as z.ZodType<Millis, Millis>
