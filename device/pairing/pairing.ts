// The pairing window: opened by the button in the rig alone, five minutes long, one code, five tries.
// Speaks to the bridge in a session of its own that may do nothing but pair.

import type { Logger } from 'pino'
import { parseJson } from '#protocol/canonical.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { hashText } from '#protocol/hash.ts'
import { type SigningKey, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { PAIRING_WINDOW } from '#protocol/limits.ts'
import {
  freshPairingCode,
  isSealed,
  PAIR_ANSWER,
  PAIR_OFFER,
  PairingMessageSchema,
  rendezvousOf,
  sealPairing,
} from '#protocol/pairing.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { EpochMs } from '#protocol/units.ts'
import { inBackground } from '../background.ts'
import { backoff } from '../link/backoff.ts'
import { openSession, type Session } from '../link/session.ts'

const TRIES = 5

/** Whom the door shall belong to. */
export interface Offer {
  readonly owner: VerifyKey
  readonly bridge: VerifyKey
  /** The owner's clock: a door that has no time yet learns it here. */
  readonly at: EpochMs
}

export interface PairingParts {
  readonly key: SigningKey
  readonly clock: Clock
  readonly log: Logger
  readonly url: string
  readonly ca?: string
  now(): EpochMs
  /** Writes the offer down for good; only then is it answered. */
  accept(offer: Offer): Promise<void>
  step(step: 'opened' | 'refused' | 'closed'): void
  /** Where a person at the rig can read the code; undefined: the window is closed. */
  show(code: string | undefined): void
}

export interface Pairing {
  /** The button was pressed: a new window and a new code, whatever was before. */
  open(): Promise<void>
  readonly code: string | undefined
  close(): Promise<void>
}

interface Window {
  readonly code: string
  readonly rendezvous: string
  tries: number
  session?: Session
  ended: boolean
  /** An offer was accepted. */
  taken: boolean
  readonly cancel: Cancel
}

export const createPairing = (parts: PairingParts): Pairing => {
  let window: Window | undefined

  const end = async (which: Window, step: 'refused' | 'closed'): Promise<void> => {
    if (which.ended) return
    which.ended = true
    which.cancel()
    if (window === which) {
      window = undefined
      parts.show(undefined)
    }
    parts.step(step)
    await which.session?.close()
  }

  const ending = (which: Window): void =>
    inBackground(end(which, 'closed'), parts.log, 'the pairing session did not close')

  const readOffer = async (which: Window, payload: string): Promise<(Offer & { readonly token: string }) | Refused> => {
    const message = PairingMessageSchema.safeParse(parseJson(payload))
    if (!message.success) return refuse('token_malformed')
    if (!(await isSealed(which.code, 'offer', message.data))) return refuse('pairing_code_wrong')
    const { token } = message.data
    const opened = await openToken(PAIR_OFFER, token)
    if (!opened.ok) return opened
    if (opened.signer.thumbprint !== opened.claims.iss) return refuse('token_wrong_key')
    return { owner: opened.signer, bridge: await verifyKey(opened.claims.bridge), at: opened.claims.at, token }
  }

  const offered = async (which: Window, payload: string): Promise<void> => {
    if (which.ended || which.taken) return
    const offer = await readOffer(which, payload)
    if ('ok' in offer) {
      parts.log.warn({ code: offer.code }, 'a pairing offer was refused')
      which.tries += 1
      if (which.tries >= TRIES) await end(which, 'refused')
      return
    }
    await parts.accept(offer)
    which.taken = true
    const claims = { v: 1 as const, iss: parts.key.thumbprint, offer: await hashText(offer.token), at: parts.now() }
    const answer = await sealPairing(which.code, 'answer', await signToken(PAIR_ANSWER, claims, parts.key))
    // Not waited for inside the session's own message: nothing is confirmed or closed before that is done.
    inBackground(
      sendLast(which, JSON.stringify(answer)),
      parts.log,
      'the door is paired, but its answer was not confirmed',
    )
  }

  /** The code was good once: whatever becomes of the answer, the window is over. */
  const sendLast = async (which: Window, answer: string): Promise<void> => {
    const topic = writeTopic('pairingAnswer', { rendezvous: which.rendezvous })
    try {
      await which.session?.publish(topic, answer, { qos: 1, retain: false })
    } finally {
      await end(which, 'closed')
    }
  }

  const meet = async (which: Window): Promise<void> => {
    const { url, key, ca } = parts
    const trust = ca === undefined ? {} : { ca }
    const session = await openSession({
      url,
      key,
      audience: 'unpaired',
      suffix: 'pairing',
      now: () => parts.now(),
      ...trust,
    })
    which.session = session
    try {
      session.onMessage((_, payload) => offered(which, payload))
      await session.subscribe([writeTopic('pairingOffer', { rendezvous: which.rendezvous })])
      if (!which.ended) await session.closed
    } finally {
      await session.close()
    }
  }

  /** Until the window ends: a bridge that comes up later is met, too. */
  const keepMeeting = async (which: Window): Promise<void> => {
    for (let failures = 0; !which.ended; failures++) {
      await meet(which).catch((error: unknown) => parts.log.debug({ err: error }, 'no bridge to pair through'))
      await new Promise<void>(
        (resolve) => void parts.clock.after(backoff(Math.min(failures, 4), Math.random()), resolve),
      )
    }
  }

  return {
    get code() {
      return window?.code
    },
    open: async () => {
      if (window) await end(window, 'closed')
      const code = freshPairingCode()
      const rendezvous = await rendezvousOf(code)
      const made: Window = {
        code,
        rendezvous,
        tries: 0,
        ended: false,
        taken: false,
        cancel: parts.clock.after(PAIRING_WINDOW, () => ending(made)),
      }
      window = made
      parts.show(code)
      parts.step('opened')
      inBackground(keepMeeting(made), parts.log, 'pairing failed')
    },
    close: async () => {
      if (window) await end(window, 'closed')
    },
  }
}
