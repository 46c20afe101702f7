// One PUT to the clip service over a kept connection. Every request has two ends: ten seconds in which nothing
// moves, and a span that even a slow line can keep. Answers are read to a few kilobytes and no further.

import http from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'
import * as z from 'zod'
import type { Clock } from '#protocol/clock.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { IN_FLIGHT_MOST } from './turn.ts'
import type { Answer } from './verdict.ts'

/** Nothing moves for so long: given up. */
const STILL_MOST = seconds(10)
/** Slowest line on which a part still arrives, bytes a second. */
const SLOWEST = 16 * 1024
const ANSWER_BYTES = 4096
const SECOND = 1000

export interface Body {
  readonly type: 'text/plain' | 'application/json' | 'application/octet-stream'
  readonly bytes: Uint8Array | string
}

export interface Requests {
  /** Never throws: no answer is an answer too. */
  put(path: string, body: Body): Promise<Answer>
  /** Gives up what is in flight. */
  close(): void
}

export interface RequestParts {
  /** `https://host:port`, maybe with a path. */
  readonly base: string
  /** PEM of an authority to trust beside the usual ones. */
  readonly ca?: string
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly stillMost?: Millis
}

interface Outcome {
  readonly answer: Answer
  /** A kept connection that the service had closed meanwhile: says nothing about the service. */
  readonly stale: boolean
}

export const createRequests = ({ base, ca, clock, stillMost = STILL_MOST }: RequestParts): Requests => {
  const root = base.replace(/\/+$/, '')
  const secure = root.startsWith('https:')
  const options = { keepAlive: true, maxSockets: IN_FLIGHT_MOST, maxFreeSockets: IN_FLIGHT_MOST }
  const agent = secure
    ? new https.Agent({ ...options, ...(ca ? { ca: [...rootCertificates, ca] } : {}) })
    : new http.Agent(options)
  const open = new Set<http.ClientRequest>()
  let closed = false
  const mayAsk = (): boolean => !closed

  const attempt = (path: string, { type, bytes }: Body): Promise<Outcome> =>
    new Promise((resolve) => {
      const length = Buffer.byteLength(bytes)
      const request = (secure ? https : http).request(`${root}${path}`, {
        method: 'PUT',
        agent,
        headers: { 'content-type': type, 'content-length': length },
        timeout: stillMost,
      })
      open.add(request)
      const late = (): void => void request.destroy(Object.assign(new TypeError('too slow'), { code: 'too_slow' }))
      const cancel = clock.after(millis(stillMost + (length / SLOWEST) * SECOND), late)
      const settle = (answer: Answer, stale = false): void => {
        cancel()
        open.delete(request)
        resolve({ answer, stale })
      }
      request.on('timeout', late)
      request.on('response', (response) => {
        readAnswer(response, () => clock.now(), settle)
        // Refused before it was all sent: the rest is of no use to anybody.
        response.on('end', () => request.writableFinished || request.destroy())
      })
      // Stays for what comes after the answer, too.
      request.on('error', (error: NodeJS.ErrnoException) => {
        settle({ status: 'none', cause: error.code ?? 'unreachable' }, request.reusedSocket && isHangUp(error))
      })
      request.on('close', () => settle({ status: 'none', cause: 'unreachable' }))
      request.end(bytes)
    })

  return {
    put: async (path, body) => {
      if (!mayAsk()) return { status: 'none', cause: 'closed' }
      const first = await attempt(path, body)
      return first.stale && mayAsk() ? (await attempt(path, body)).answer : first.answer
    },
    close: () => {
      closed = true
      for (const request of open) request.destroy()
      agent.destroy()
    },
  }
}

const isHangUp = ({ code }: NodeJS.ErrnoException): boolean => code === 'ECONNRESET' || code === 'EPIPE'

const readAnswer = (response: http.IncomingMessage, now: () => number, settle: (answer: Answer) => void): void => {
  const parts: Buffer[] = []
  let length = 0
  response.on('data', (part: Buffer) => {
    parts.push(part)
    length += part.length
    if (length > ANSWER_BYTES) response.destroy()
  })
  response.on('error', () => undefined)
  response.on('end', () => settle(answerOf(response, Buffer.concat(parts).toString('utf8'), now())))
  // Half an answer, or one too long, tells nothing.
  response.on('close', () => settle({ status: 'none', cause: 'answer_broken' }))
}

const RefusalSchema = z.looseObject({ code: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/) })

const answerOf = (response: http.IncomingMessage, text: string, now: number): Answer => {
  const code = RefusalSchema.safeParse(jsonOf(text)).data?.code
  const retryAfter = retryAfterOf(response.headers['retry-after'], now)
  return {
    status: response.statusCode ?? 0,
    ...(code === undefined ? {} : { code }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds or a date (RFC 9110 §10.2.3). */
const retryAfterOf = (text: string | undefined, now: number): Millis | undefined => {
  if (text === undefined) return undefined
  const span = /^\d{1,9}$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now
  return Number.isNaN(span) ? undefined : millis(Math.max(0, span))
}
