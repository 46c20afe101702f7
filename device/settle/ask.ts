// Asks the agent on its socket how the door is. The state is signed for others; here root asks on the same machine, and
// wants to know only that somebody works: the signature is not checked.

import { connect } from 'node:net'
import type { Answer } from './trial.ts'

const ANSWER_BYTES = 64 * 1024

const fieldsOf = (text: string): Partial<Record<string, unknown>> => {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

const answerOf = (line: string): Answer | undefined => {
  try {
    const { state } = fieldsOf(line)
    const [, payload = ''] = typeof state === 'string' ? state.split('.') : []
    const { version, alarms, bolt, camera } = fieldsOf(Buffer.from(payload, 'base64url').toString())
    if (typeof version !== 'string' || typeof bolt !== 'string' || typeof camera !== 'string') return undefined
    if (!Array.isArray(alarms)) return undefined
    return { version, alarms: alarms.filter((one) => typeof one === 'string'), bolt, camera }
  } catch {
    return undefined
  }
}

/** @param limit milliseconds; @returns undefined when nothing sensible was said by then */
export const askAgent = (socketPath: string, limit: number): Promise<Answer | undefined> =>
  new Promise((resolve) => {
    let said = ''
    const socket = connect(socketPath)
    const done = (answer: Answer | undefined): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => done(undefined), limit)
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write('{"do":"state"}\n'))
    socket.on('data', (chunk: string) => {
      said += chunk
      const end = said.indexOf('\n')
      if (end >= 0) done(answerOf(said.slice(0, end)))
      else if (said.length > ANSWER_BYTES) done(undefined)
    })
    for (const event of ['error', 'close'] as const) socket.on(event, () => done(undefined))
  })
