// Signalling for one session of live view: the offer signed and sent, the door's answer to this very offer, and the
// door's word that it is over. Media does not run through the bridge: a lost connection to it ends nothing.

import { HausrechtError } from '#protocol/fault.ts'
import { hashText } from '#protocol/hash.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { Relay } from '#protocol/live/relay.ts'
import { SIGNAL_UP, type SignalDown, type SignalUp } from '#protocol/live/signal.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, type RequestId, toSeconds } from '#protocol/units.ts'
import type { Watching } from '../app.ts'
import type { Waits } from './asking.ts'

const ANSWER_LIMIT = 10_000

export interface WatchingParts {
  readonly key: SigningKey
  readonly door: DoorId
  readonly sid: RequestId
  readonly relay: Relay | undefined
  readonly now: () => EpochMs
  /** Says it on this viewer's own topic. */
  readonly say: (token: string) => Promise<void>
  readonly waits: Waits
  /** Every word of the door to this viewer, as it comes. @returns stops listening */
  readonly listen: (listener: (word: SignalDown) => void) => () => void
}

export const createWatching = (parts: WatchingParts): Watching => {
  const { key, door, sid, relay, now, say, waits, listen } = parts
  let over: RefusalCode | undefined
  const answers: Extract<SignalDown['what'], { kind: 'answer' }>[] = []
  let resolveEnded: (code: RefusalCode) => void
  const ended = new Promise<RefusalCode>((resolve) => {
    resolveEnded = resolve
  })
  const unlisten = listen((word) => {
    if (word.sid !== sid || word.aud !== key.thumbprint) return
    if (word.what.kind === 'answer') {
      answers.push(word.what)
      return
    }
    over = word.what.code
    unlisten()
    resolveEnded(word.what.code)
  })
  const sign = (what: SignalUp['what']): Promise<string> =>
    signToken(SIGNAL_UP, { v: 1, iss: key.thumbprint, aud: door, sid, iat: toSeconds(now()), what }, key)

  return {
    sid,
    relay,
    ended,
    answer: async (sdp) => {
      const token = await sign({ kind: 'offer', sdp })
      const re = await hashText(token)
      await say(token)
      const found = await waits.until(() => over ?? answers.find((answer) => answer.re === re), ANSWER_LIMIT)
      if (found === undefined) throw new HausrechtError('link_slow', 'The door did not answer.')
      if (typeof found === 'string') throw new HausrechtError('live_refused', found)
      return found.sdp
    },
    leave: () => {
      unlisten()
      // The door notices silence by itself, too.
      sign({ kind: 'end' })
        .then(say)
        .catch(() => undefined)
    },
  }
}
