// The bridge over HTTP, within a session that the owner's key opened: signed for this bridge and this very origin.
// Opened before the first question of a page, and again whenever it has ended.

import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { NonceSchema } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { SESSION } from '#protocol/session.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, type Thumbprint, toSeconds } from '#protocol/units.ts'
import type { Http } from './app.ts'
import type { SharedTime } from './time.ts'

/** Until the answer begins; how long its body takes is its reader's business. */
const LIMIT = 15_000
/** What the bridge answers when there is no session, told apart from a no of the clip service behind it. */
const NO_SESSION = 'session_missing'

const ProblemSchema = z.object({ code: z.string().max(60), message: z.string().max(1000) })
const ChallengeSchema = z.object({ nonce: NonceSchema })

export interface HttpParts {
  readonly key: SigningKey
  readonly bridge: Thumbprint
  readonly time: SharedTime
}

/** The bridge's or the clip service's no, with its code. */
const problemOf = async (answer: Response): Promise<HausrechtError> => {
  const read = ProblemSchema.safeParse(
    await answer
      .clone()
      .json()
      .catch(() => undefined),
  )
  if (read.success) return new HausrechtError(read.data.code, read.data.message)
  return new HausrechtError(`http_${answer.status}`, 'The bridge answered with an error.')
}

/** Bodies are JSON unless said otherwise: the bridge takes nothing that a form of another site could send. */
const withType = (init: RequestInit): RequestInit => {
  if (init.body === undefined || init.body === null) return init
  const headers = new Headers(init.headers)
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  return { ...init, headers }
}

export const createHttp = ({ key, bridge, time }: HttpParts): Http => {
  /** @throws HausrechtError `offline` */
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const abort = new AbortController()
    const late = setTimeout(() => abort.abort(), LIMIT)
    const signal = init.signal ? AbortSignal.any([init.signal, abort.signal]) : abort.signal
    const asked = epochMs(Date.now())
    try {
      const answer = await fetch(path, { redirect: 'error', ...withType(init), credentials: 'same-origin', signal })
      time.heardDate(answer.headers.get('date'), asked, epochMs(Date.now()))
      return answer
    } catch (cause) {
      if (init.signal?.aborted === true) throw cause
      throw new HausrechtError('offline', 'The bridge does not answer.', { cause })
    } finally {
      clearTimeout(late)
    }
  }

  const open = async (): Promise<void> => {
    const challenge = await ask('/api/session/challenge', { method: 'POST', body: '{}' })
    if (!challenge.ok) throw await problemOf(challenge)
    const { nonce } = ChallengeSchema.parse(await challenge.json())
    const iat = toSeconds(time.now())
    const claims = { v: 1 as const, iss: key.thumbprint, aud: bridge, jti: nonce, iat, origin: location.origin }
    const token = await signToken(SESSION, claims, key)
    const entered = await ask('/api/session', { method: 'POST', body: JSON.stringify({ token }) })
    if (!entered.ok) throw await problemOf(entered)
  }
  /** Whatever session the browser came with may be over, or another key's. */
  let isOpen = false
  /** One at a time, however many questions wait for it. */
  let opening: Promise<void> | undefined
  const session = (): Promise<void> => {
    opening ??= open()
      .then(() => {
        isOpen = true
      })
      .finally(() => {
        opening = undefined
      })
    return opening
  }

  const response = async (path: string, init: RequestInit = {}): Promise<Response> => {
    if (!isOpen) await session()
    const answer = await ask(path, init)
    if (answer.status !== 401 || (await problemOf(answer)).code !== NO_SESSION) return answer
    await session()
    return ask(path, init)
  }
  return {
    response,
    json: async (path, init) => {
      const answer = await response(path, init)
      if (!answer.ok) throw await problemOf(answer)
      return answer.status === 204 ? undefined : (answer.json() as Promise<unknown>)
    },
  }
}
