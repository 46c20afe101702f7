// The camera's process. Started by the door's, talks to it over the channel between the two, and ends with it.

import { readFileSync } from 'node:fs'
import { systemClock } from '../clock/system.ts'
import { openLog } from '../system/log.ts'
import type { ToCamera } from './messages.ts'
import { type CameraProcess, openCamera } from './process.ts'

/** Clips are ended in order by then, or the door ends them at the next start. */
const END_LIMIT = 3500
/** Without a parent nobody signs or journals: what is not durable now will not be. */
const ORPHANED_LIMIT = 300

const run = (): void => {
  let camera: Promise<CameraProcess> | undefined
  let log = openLog('info')
  const failed = (error: unknown): void => {
    log.error({ err: error }, 'the camera’s process ends')
    process.exit(1)
  }
  const end = (limit: number): void => {
    setTimeout(() => process.exit(1), limit).unref()
    Promise.resolve(camera)
      .then((open) => open?.close())
      .then(() => process.exit(0), failed)
  }
  // Sent before the camera is open: heard in order once it is.
  const later = (message: ToCamera): void => {
    camera?.then((open) => open.hear(message)).catch(failed)
  }
  process.on('message', (message: ToCamera) => {
    if (message.say === 'end') return end(END_LIMIT)
    if (message.say !== 'start' || camera) return later(message)
    const { log: level, clips } = message.config
    log = openLog(level.level)
    camera = openCamera({
      start: message,
      clock: systemClock(),
      log,
      ca: clips.ca === '' ? undefined : readFileSync(clips.ca, 'utf8'),
      tell: (said) => process.send?.(said, undefined, undefined, () => undefined),
    })
    camera.catch(failed)
  })
  process.on('disconnect', () => end(ORPHANED_LIMIT))
  // Ctrl-C reaches the whole group: the door's process says when it is time.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
}

run()
