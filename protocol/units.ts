// Units and ids as types: a number of milliseconds is never passed where an instant is meant.
// Owns nothing else. Values are plain numbers and strings at run time.

declare const unit: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [unit]: { readonly [Key in Name]: true } }

/** A span of time in milliseconds. */
export type Millis = Branded<number, 'Millis'>
/** An instant in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = Branded<number, 'EpochMs'>
/** An instant in whole seconds since 1970-01-01T00:00:00Z (RFC 7519 §2 NumericDate). */
export type EpochSeconds = Branded<number, 'EpochSeconds'>
/** RFC 7638 SHA-256 thumbprint of a public key, base64url, 43 characters. */
export type Thumbprint = Branded<string, 'Thumbprint'>
/** Thumbprint of a door's Ed25519 key. */
export type DoorId = Branded<Thumbprint, 'DoorId'>
/** `jti` of a grant: 22 characters of base64url, 128 random bits. */
export type GrantId = Branded<string, 'GrantId'>
/** `jti` of a proof, which names its request too: 22 characters of base64url, 128 random bits. */
export type RequestId = Branded<string, 'RequestId'>
/** Names a clip: 22 characters of base64url, 128 random bits. */
export type ClipId = Branded<string, 'ClipId'>
/** SHA-256 of something, base64url, 43 characters. */
export type Hash = Branded<string, 'Hash'>

export const millis = (value: number): Millis => value as Millis
export const epochMs = (value: number): EpochMs => value as EpochMs
export const epochSeconds = (value: number): EpochSeconds => value as EpochSeconds

export const seconds = (value: number): Millis => millis(value * 1000)
export const minutes = (value: number): Millis => millis(value * 60_000)

/** Rounds down: a token dated by this never comes from the future. */
export const toSeconds = (at: EpochMs): EpochSeconds => epochSeconds(Math.floor(at / 1000))
export const fromSeconds = (at: EpochSeconds): EpochMs => epochMs(at * 1000)
export const later = (at: EpochMs, by: Millis): EpochMs => epochMs(at + by)
