// One line to the drawn door's control, and its answer.

import { connect } from 'node:net'
import type { Control } from '#device/camera/scene/mood.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { within } from '../parts/wait.ts'

/** Resolves when it was obeyed. @throws HausrechtError `bench_scene` */
export const askScene = (path: string, what: Control): Promise<void> => {
  const socket = connect(path)
  const answered = new Promise<void>((resolve, reject) => {
    const fail = (cause?: unknown): void =>
      reject(new HausrechtError('bench_scene', 'The drawn door says no', { cause }))
    socket.setEncoding('utf8')
    socket.once('error', fail)
    socket.once('data', (line) => {
      if (String(line).includes('"ok":true')) resolve()
      else fail()
    })
    socket.write(`${JSON.stringify(what)}\n`)
  })
  return within(answered, 'an answer of the drawn door', 5000).finally(() => socket.destroy())
}
