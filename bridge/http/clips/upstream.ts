// One question to the clip service, streaming both ways: bounded in size and time, without a cookie, and with no more
// of its headers than a reader of clips needs.

import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'

export interface Upstream {
  /** @throws what the socket says */
  ask(question: Question): Promise<IncomingMessage>
  close(): void
}

export interface Question {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable | undefined
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Until the answer begins, and for each pause within it. */
const SILENCE_MS = 10_000
const SOCKETS = 64

/** @param origin fixed by the settings: no request has a say in it */
export const openUpstream = (origin: string, ca: string | undefined): Upstream => {
  const url = new URL(origin)
  const options = { keepAlive: true, maxSockets: SOCKETS, maxFreeSockets: 8, timeout: SILENCE_MS }
  const tls = url.protocol === 'https:'
  const agent = tls ? new HttpsAgent({ ...options, ...(ca === undefined ? {} : { ca }) }) : new HttpAgent(options)
  const start = tls ? httpsRequest : httpRequest
  const ask = ({ method, path, headers, body, signal }: Question): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = start(new URL(path, url), { method, headers, agent, signal, timeout: SILENCE_MS }, resolve)
      sent.on('error', (error) => reject(Object.assign(error, { stale: sent.reusedSocket && !signal.aborted })))
      sent.once('timeout', () => sent.destroy())
      send(sent, body)
    })
  return {
    ask: (question) =>
      ask(question).catch((error: unknown) => {
        // A connection kept from earlier may have ended meanwhile, which says nothing about the service.
        if (question.body === undefined && (error as { readonly stale?: boolean }).stale) return ask(question)
        throw error
      }),
    close: () => agent.destroy(),
  }
}

const send = (sent: ClientRequest, body: Readable | undefined): void => {
  if (body === undefined) {
    sent.end()
    return
  }
  // Whoever sends stops: the question is over, and not a shorter one than was meant.
  body.once('error', (error) => sent.destroy(error))
  body.once('close', () => {
    if (!body.readableEnded) sent.destroy()
  })
  body.pipe(sent)
}
