// The two things the door signs for the camera, and nothing else: the head of a clip it was told to begin, and the
// end of a clip whose recorder died. Both are in the journal before the camera has them.

import type { Logger } from 'pino'
import { CLIP_END, ClipEndSchema } from '#protocol/clip/end.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import type { JournalPort } from '../../journal/port.ts'
import { type FromCamera, keyOf } from '../messages.ts'

type Asked = Extract<FromCamera, { say: 'sign' }>

export interface SigningParts {
  readonly door: DoorId
  readonly key: SigningKey
  readonly journal: JournalPort
  readonly log: Logger
  /** Was the camera told to film this, and is it not long over? */
  isOccasion(key: string): boolean
}

const refusal = (why: string): HausrechtError =>
  new HausrechtError('camera_asks_too_much', `The camera’s process asked for a signature it may not have: ${why}`)

/** @throws HausrechtError `camera_asks_too_much`; also when the claims are malformed */
export const createSigning = (parts: SigningParts): ((asked: Asked) => Promise<string>) => {
  const { journal, door, key } = parts

  const signHead = async (asked: Extract<Asked, { head: unknown }>['head']): Promise<string> => {
    const head = CLIP.schema.parse({ ...asked, iss: door })
    if (!parts.isOccasion(keyOf(head))) throw refusal(`a clip of ${keyOf(head)}`)
    if (head.jn > journal.head().n || journal.memory().clips.includes(head.clip)) throw refusal('a false place')
    const token = await signToken(CLIP, head, key)
    const { clip, why, request } = head
    await journal.append({
      kind: 'clip',
      step: 'begun',
      clip,
      why,
      head: await hashText(token),
      ...(request === undefined ? {} : { request }),
    })
    return token
  }

  const signEnd = async (asked: unknown): Promise<string> => {
    const end = ClipEndSchema.parse(asked)
    if (end.by !== 'door') throw refusal('an end in the recorder’s name')
    // A recorder that died after the end was written, before it heard so: the same words again are no new claim.
    return signToken(CLIP_END, end, key)
  }

  return (asked) => ('head' in asked ? signHead(asked.head) : signEnd(asked.end))
}
