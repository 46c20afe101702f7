// The camera's process, as the door starts and ends it.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'
import { type Child, type ChildEars, openChildProcess } from '../../child.ts'
import { programOf } from '../../program.ts'
import type { FromCamera, ToCamera } from '../messages.ts'

export interface ChildParts extends ChildEars<FromCamera> {
  readonly clock: Clock
  readonly log: Logger
  place?(pid: number): boolean
  when?(begin: () => void): void
}

export type CameraChild = Pick<Child<ToCamera>, 'pid' | 'send' | 'close'>

/** Clips are ended in order by then. */
const END_WITHIN = seconds(4)

export const openChild = (parts: ChildParts): CameraChild =>
  openChildProcess<ToCamera, FromCamera>({
    ...parts,
    ...{ program: programOf('camera/main.ts'), name: 'camera', farewell: { say: 'end' }, endWithin: END_WITHIN },
  })
