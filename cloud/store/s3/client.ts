// The S3 client with limits it does not have by itself: every request ends in time, and a fault is tried again a few
// times. minio stays in this folder.

import http from 'node:http'
import https from 'node:https'
import { Client, S3Error } from 'minio'
import { HausrechtError } from '#protocol/fault.ts'

export interface S3Settings {
  /** `https://host` or `http://host:port`. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
}

export interface Patience {
  /** Milliseconds without a word of the store until a request is given up. */
  readonly silentMs: number
  readonly attempts: number
  readonly pauseMs: number
}

export const PATIENCE: Patience = { silentMs: 15_000, attempts: 3, pauseMs: 100 }

const SOCKETS = 32

export interface S3Client {
  readonly client: Client
  readonly close: () => void
}

export const connect = (settings: S3Settings, { silentMs }: Patience): S3Client => {
  const url = new URL(settings.endpoint)
  const secure = url.protocol === 'https:'
  const { Agent, request } = secure ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS, noDelay: true })
  // The client waits for ever by itself.
  const bounded = (options: http.RequestOptions, heard: (response: http.IncomingMessage) => void) => {
    const sent = request(options, heard)
    sent.setTimeout(silentMs, () => sent.destroy(new HausrechtError('store_late', 'The object store says nothing')))
    return sent
  }
  const client = new Client({
    endPoint: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    useSSL: secure,
    region: settings.region,
    accessKey: settings.accessKey,
    secretKey: settings.secretKey,
    pathStyle: true,
    transport: { request: bounded } as unknown as typeof http,
    transportAgent: agent,
    // Its own retries print to the console.
    retryOptions: { disableRetry: true },
  })
  return { client, close: () => agent.destroy() }
}

/** What the store itself answered, as a code of S3's; undefined when it did not get to answer. */
export const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof S3Error)) return undefined
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : 'unknown'
}

/** Its answer says "not now" rather than "no". */
const PASSING = new Set([
  'InternalError',
  'ServiceUnavailable',
  'SlowDown',
  'RequestTimeout',
  'OperationAborted',
  'ConditionalRequestConflict',
])

const mayPass = (error: unknown): boolean => {
  if (error instanceof HausrechtError) return error.code === 'store_late'
  const code = codeOf(error)
  return code === undefined || PASSING.has(code)
}

/** Tries again what may pass. @throws what it was at last */
export const trying = async <Result>(patience: Patience, work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= patience.attempts || !mayPass(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, patience.pauseMs * 4 ** (attempt - 1)))
    }
  }
}
