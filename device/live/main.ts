// The live process. Started by the door's, talks to it over the channel between the two, and ends with it. Ended only by
// process.exit: after media tracks were used an empty event loop ends in a SIGSEGV of the library.

import { readFileSync } from 'node:fs'
import { openTap } from '../camera/tap/client.ts'
import { systemClock } from '../clock/system.ts'
import { openLog } from '../system/log.ts'
import type { ToLive } from './messages.ts'
import { type LiveProcess, openLive } from './process.ts'
import { createRtc } from './rtc/rtc.ts'

/** Viewers are told by then that it is over; their connections need no more than that. */
const END_LIMIT = 200

const threads = (): number => {
  try {
    return Number(/^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

const start = (message: Extract<ToLive, { say: 'start' }>): LiveProcess => {
  const clock = systemClock()
  const log = openLog(message.config.log.level)
  return openLive({
    start: message,
    clock,
    log,
    tap: openTap({ socket: message.tap, clock }),
    rtc: createRtc({ clock, trouble: (error) => log.debug({ err: error }, 'the connection’s library has trouble') }),
    tell: (said) => process.send?.(said, undefined, undefined, () => undefined),
    weight: () => ({ rss: process.memoryUsage.rss(), threads: threads() }),
  })
}

const run = (): void => {
  let live: LiveProcess | undefined
  const end = (): void => {
    live?.close()
    setTimeout(() => process.exit(0), END_LIMIT)
  }
  process.on('message', (message: ToLive) => {
    if (message.say === 'quit') return end()
    if (message.say !== 'start' || live) {
      live?.hear(message)
      return
    }
    live = start(message)
    process.send?.({ say: 'ready' }, undefined, undefined, () => undefined)
  })
  process.on('disconnect', end)
  // Ctrl-C reaches the whole group: the door's process says when it is time.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
}

run()
