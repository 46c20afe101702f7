// Who waits for an answer of the camera's process. Nobody waits longer than the limit.

import type { Clock } from '#protocol/clock.ts'
import type { Millis } from '#protocol/units.ts'

export interface Answers<Answer> {
  /** @param ask is given the id that the answer will carry */
  ask(ask: (id: number) => void): Promise<Answer>
  answer(id: number, answer: Answer): void
  /** The process is gone. */
  failAll(): void
}

/** @param none what is answered when there is no answer in time */
export const createAnswers = <Answer>(clock: Pick<Clock, 'after'>, limit: Millis, none: Answer): Answers<Answer> => {
  const waiting = new Map<number, (answer: Answer) => void>()
  let last = 0
  const answer = (id: number, given: Answer): void => {
    const tell = waiting.get(id)
    waiting.delete(id)
    tell?.(given)
  }
  return {
    ask: (ask) =>
      new Promise((resolve) => {
        const id = ++last
        const cancel = clock.after(limit, () => answer(id, none))
        waiting.set(id, (given) => {
          cancel()
          resolve(given)
        })
        ask(id)
      }),
    answer,
    failAll: () => {
      for (const id of waiting.keys()) answer(id, none)
    },
  }
}
