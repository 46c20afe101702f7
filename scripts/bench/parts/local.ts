// The door's own socket, asked until the rig is measured: then the door can open.

import { createConnection } from 'node:net'
import { join } from 'node:path'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { pause, within } from './wait.ts'

const ASK_EACH = 5

/** @returns the state of the agent of this folder, once it knows where its bolt is @throws HausrechtError `bench_late` */
export const rigMeasured = async (folder: string, limitMs: number): Promise<StateClaims> => {
  const socket = createConnection(join(folder, 'door.sock'))
  socket.setEncoding('utf8')
  const measured = new Promise<StateClaims>((resolve, reject) => {
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
      const claims = peekClaims(state) as StateClaims
      if (claims.bolt !== 'unknown') resolve(claims)
      else pause(ASK_EACH).then(ask, reject)
    })
  })
  try {
    return await within(measured, 'the rig to be measured', limitMs)
  } finally {
    socket.destroy()
  }
}
