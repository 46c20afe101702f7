// What the parts of the recorder need of each other: an encoder turns pictures into pieces of a film, the recorder
// seals and signs them, the spool keeps them until they are sent.

import type { ClipEnder, ClipReason } from '#protocol/clip/reason.ts'
import type { ClipId, EpochMs, GrantId, Hash, Millis, RequestId } from '#protocol/units.ts'

/** A piece of a film: the init segment first, then one group of pictures at a time, at most a second long. */
export type Piece =
  | { readonly what: 'init'; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly what: 'segment'
      readonly bytes: Uint8Array<ArrayBuffer>
      /** Capture time and numbers of its first and last picture. */
      readonly at: EpochMs
      readonly lasts: Millis
      readonly first: number
      readonly last: number
    }

/** An H.264 access unit in AVC form (ISO/IEC 14496-15), for live view: the same encode as the clip's. */
export interface AccessUnit {
  /** `config`: `data` is the AVCDecoderConfigurationRecord for the pictures from `number` on. */
  readonly what: 'config' | 'picture'
  readonly number: number
  readonly at: EpochMs
  readonly key: boolean
  readonly data: Uint8Array
}

export interface Encoding {
  /** Pieces in order; ends after `stop`, or by itself when the encoder failed. */
  readonly pieces: AsyncIterable<Piece>
  /** `failed`: killed, hung or spewing; the pictures after the last piece are still in the hub. */
  readonly ended: Promise<'stopped' | 'failed'>
  /** The configuration, then pictures as they are made; late listeners get the current group of pictures first. */
  listen(listener: (unit: AccessUnit) => void): () => void
  /** Encodes what has been captured until now and ends. Within 3 s. */
  stop(): Promise<void>
}

/** What a clip is begun for. */
export interface Occasion {
  readonly why: ClipReason
  readonly request?: RequestId
  readonly grant?: GrantId
}

/** A clip that ended, for the journal. */
export interface EndedClip {
  readonly clip: ClipId
  readonly parts: number
  readonly last: Hash
  readonly lasts: Millis
  readonly by: ClipEnder
}

/** Keeps parts on disk until the clip service has them. Every promise that resolves means durable. */
export interface Spool {
  /**
   * @param head the signed head @param identity age file: the clip's identity sealed to the owner
   * @throws HausrechtError `spool_full` when even without older footage there is no room
   */
  begin(clip: ClipId, head: string, identity: Uint8Array<ArrayBuffer>): Promise<void>
  /** @param framed a part as protocol/clip/framing.ts frames it @throws HausrechtError `spool_full` */
  write(clip: ClipId, n: number, framed: Uint8Array<ArrayBuffer>): Promise<void>
  end(clip: ClipId, token: string): Promise<void>
  /** Kept as long as there is room, whatever is newer. */
  protect(clip: ClipId): void
  /** Clips that have no end and no writer, after a start: what their lines say. */
  orphans(): Promise<readonly Orphan[]>
  /** Bytes on disk, and clips not wholly sent. */
  held(): { readonly bytes: number; readonly clips: number }
  close(): Promise<void>
}

/** A clip whose recorder died: to be ended by the door. */
export interface Orphan {
  readonly clip: ClipId
  readonly head: string
  /** Lines of the parts that are whole and follow each other from 0 on. */
  readonly lines: readonly string[]
}
