// The live process, as the door starts and ends it.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'
import { type Child, type ChildEars, openChildProcess } from '../../child.ts'
import { programOf } from '../../program.ts'
import type { FromLive, ToLive } from '../messages.ts'

export interface LiveChildParts extends ChildEars<FromLive> {
  readonly clock: Clock
  readonly log: Logger
  place?(pid: number): boolean
  when?(begin: () => void): void
}

export type LiveChild = Pick<Child<ToLive>, 'send' | 'kill' | 'renew' | 'close'>

const END_WITHIN = seconds(2)

export const openLiveChild = (parts: LiveChildParts): LiveChild =>
  openChildProcess<ToLive, FromLive>({
    ...parts,
    ...{ program: programOf('live/main.ts'), name: 'live', farewell: { say: 'quit' }, endWithin: END_WITHIN },
  })
