// The camera's process: started, started again after it died, ended. Only moves messages; knows none of them.

import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import type { FromCamera, ToCamera } from '../messages.ts'

const RETRY_FIRST = millis(100)
const RETRY_MOST = seconds(5)
/** A process that lived this long was a good one. */
const STEADY_AFTER = seconds(30)
const END_WITHIN = seconds(4)
/** Below the lock: where both want the processor, the bolt moves first. */
const NICE = 5

export interface ChildParts {
  readonly clock: Clock
  readonly log: Logger
  heard(message: FromCamera): void
  /** A fresh process is there and knows nothing yet. */
  up(): void
  down(why: string): void
}

export interface CameraChild {
  readonly pid: number | undefined
  /** Dropped when there is no process: a fresh one is told everything anew. */
  send(message: ToCamera): void
  close(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('../main.ts', import.meta.url))

export const openChild = (parts: ChildParts): CameraChild => {
  const { clock, log } = parts
  let child: ChildProcess | undefined
  let failures = 0
  let retry: Cancel | undefined
  let closed = false

  const start = (): void => {
    const own = fork(PROGRAM, [], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Pictures come and go by the megabyte: with an arena for each thread their memory would not be given back.
      env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    })
    child = own
    const began = clock.monotonic()
    if (own.pid !== undefined) lower(own.pid)
    own.on('message', (message) => {
      if (child === own) parts.heard(message as FromCamera)
    })
    let gone = false
    const ended = (why: string): void => {
      if (gone) return
      gone = true
      child = undefined
      parts.down(why)
      if (closed) return
      failures = clock.monotonic() - began >= STEADY_AFTER ? 0 : failures + 1
      const wait = millis(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** Math.min(failures, 10)))
      log.warn({ why, wait }, 'the camera’s process ended')
      retry = clock.after(wait, start)
    }
    own.on('error', (error) => ended(String(error)))
    own.on('exit', (code, signal) => ended(signal ?? `exit ${code ?? '?'}`))
    // Not before whoever opened this has it in hand.
    queueMicrotask(() => {
      if (child === own) parts.up()
    })
  }

  const lower = (pid: number): void => {
    try {
      setPriority(pid, NICE)
    } catch (error) {
      log.debug({ err: error }, 'the camera’s process keeps its priority')
    }
  }

  start()
  return {
    get pid() {
      return child?.pid
    },
    send: (message) => {
      if (child?.connected !== true) return
      child.send(message, (error) => {
        if (error) log.debug({ err: error }, 'the camera’s process did not hear')
      })
    },
    close: async () => {
      closed = true
      retry?.()
      const own = child
      if (!own) return
      const gone = new Promise<void>((resolve) => own.once('exit', () => resolve()))
      if (own.connected) own.send({ say: 'end' } satisfies ToCamera, () => undefined)
      const cancel = clock.after(END_WITHIN, () => own.kill('SIGKILL'))
      await gone
      cancel()
    },
  }
}
