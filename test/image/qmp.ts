// One command of QEMU's machine protocol over its socket: to plug and unplug devices while the machine runs.

import { createConnection } from 'node:net'

const ANSWER_WITHIN = 10_000

interface Reply {
  readonly return?: unknown
  readonly error?: { readonly class: string; readonly desc: string }
  readonly id?: string
}

/** @throws Error with QEMU's words when it refuses */
export const qmp = (path: string, execute: string, args: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ path })
    let text = ''
    socket
      .setEncoding('utf8')
      .setTimeout(ANSWER_WITHIN, () => socket.destroy(new Error(`QEMU did not answer ${execute}`)))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.write(`${JSON.stringify({ execute: 'qmp_capabilities' })}\n`)
      socket.write(`${JSON.stringify({ execute, arguments: args, id: 'asked' })}\n`)
    })
    socket.on('data', (piece) => {
      text += String(piece)
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const reply = JSON.parse(line) as Reply
        if (reply.id !== 'asked') continue
        socket.destroy()
        if (reply.error) reject(new Error(`QEMU refuses ${execute}: ${reply.error.desc}`))
        else resolve(reply.return)
      }
    })
  })
