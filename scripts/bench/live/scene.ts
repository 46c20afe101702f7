// Tells the drawn camera to burn the time into its pictures: what a page then reads back is when it was drawn.

import { createConnection } from 'node:net'
import { HausrechtError } from '#protocol/fault.ts'
import { pause } from '../parts/wait.ts'

const TRIES = 100
const EACH = 100
const ANSWER_WITHIN = 2000

const ask = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ path })
    const end = (ok: boolean): void => {
      socket.destroy()
      resolve(ok)
    }
    socket.setTimeout(ANSWER_WITHIN, () => end(false))
    socket.once('error', () => end(false))
    socket.once('connect', () => socket.write('{"numbers":"time"}\n'))
    socket.once('data', (answer) => end(String(answer).includes('"ok":true')))
  })

/** @throws HausrechtError `bench_late` when no drawn camera answers there */
export const showTimes = async (control: string): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await ask(control)) return
    await pause(EACH)
  }
  throw new HausrechtError('bench_late', `No drawn camera listens on ${control}`)
}
