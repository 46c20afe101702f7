// Who waits for the camera's process to say that a film has begun. Nobody waits longer than the limit.

import type { Clock } from '#protocol/clock.ts'
import type { Millis } from '#protocol/units.ts'
import type { RecorderState } from '../port.ts'

export interface Answers {
  /** @param ask is given the id that the answer will carry */
  ask(ask: (id: number) => void): Promise<RecorderState>
  answer(id: number, state: RecorderState): void
  /** The process is gone: nothing it began is durable for certain. */
  failAll(): void
}

export const createAnswers = (clock: Pick<Clock, 'after'>, limit: Millis): Answers => {
  const waiting = new Map<number, (state: RecorderState) => void>()
  let last = 0
  const answer = (id: number, state: RecorderState): void => {
    const tell = waiting.get(id)
    waiting.delete(id)
    tell?.(state)
  }
  return {
    ask: (ask) =>
      new Promise((resolve) => {
        const id = ++last
        const cancel = clock.after(limit, () => answer(id, 'not_durable'))
        waiting.set(id, (state) => {
          cancel()
          resolve(state)
        })
        ask(id)
      }),
    answer,
    failAll: () => {
      for (const id of waiting.keys()) answer(id, 'not_durable')
    },
  }
}
