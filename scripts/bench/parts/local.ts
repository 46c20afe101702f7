// The door's own socket, asked until the rig is measured: then the door can open.

import { createConnection } from 'node:net'
import { join } from 'node:path'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { pause, within } from './wait.ts'

const ASK_EACH = 5

/** Resolves when the agent of this folder knows where its bolt is. @throws HausrechtError `bench_late` */
export const rigMeasured = async (folder: string, limitMs: number): Promise<void> => {
  const socket = createConnection(join(folder, 'door.sock'))
  socket.setEncoding('utf8')
  const measured = new Promise<void>((resolve, reject) => {
    let text = ''
    const ask = (): void => {
      socket.write('{"do":"state"}\n')
    }
    socket.once('connect', ask)
    socket.once('error', reject)
    socket.on('data', (piece: string) => {
      text += piece
      if (!text.endsWith('\n')) return
      const { state } = JSON.parse(text) as { readonly state: string }
      text = ''
      if ((peekClaims(state) as StateClaims).bolt !== 'unknown') resolve()
      else pause(ASK_EACH).then(ask, reject)
    })
  })
  try {
    await within(measured, 'the rig to be measured', limitMs)
  } finally {
    socket.destroy()
  }
}
