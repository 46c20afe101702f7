// A child process of the door's: started, started again after it died, ended. Only moves messages; knows none of them.

import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { setPriority } from 'node:os'
import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import { nodeOptionsFor } from './program.ts'

const RETRY_FIRST = millis(100)
const RETRY_MOST = seconds(5)
/** A process that lived this long was a good one. */
const STEADY_AFTER = seconds(30)
/** Below the lock: where both want the processor, the bolt moves first. */
const NICE = 5

/** What whoever opens one listens to. */
export interface ChildEars<From> {
  heard(message: From): void
  /** A fresh process is there and knows nothing yet. */
  up(): void
  down(why: string): void
}

export interface ChildParts<To, From> extends ChildEars<From> {
  readonly clock: Clock
  readonly log: Logger
  /** Path of its program. */
  readonly program: string
  /** What it is called in the log. */
  readonly name: string
  /** Asks it to end. */
  readonly farewell: To
  /** After this it is ended by force. */
  readonly endWithin: ReturnType<typeof millis>
  /** Gives it its share of the machine, before it starts anything; false: it has none of its own. */
  place?(pid: number): boolean
  /** Calls back when it may begin; left out: at once. */
  when?(begin: () => void): void
  /** Makes it nicer than the lock; throws where that is not allowed. For tests. */
  lower?(pid: number): void
}

export interface Child<To> {
  readonly pid: number | undefined
  /** Dropped when there is no process: a fresh one is told everything anew. */
  send(message: To): void
  /** By force, and a fresh one after the usual wait. */
  kill(): void
  /** In order, and a fresh one at once. */
  renew(): void
  close(): Promise<void>
}

export const openChildProcess = <To extends Serializable, From>(parts: ChildParts<To, From>): Child<To> => {
  const { clock, log, name } = parts
  let child: ChildProcess | undefined
  let failures = 0
  let retry: Cancel | undefined
  let closed = false
  let renewing = false
  let warned = false

  const start = (): void => {
    const own = fork(parts.program, [], {
      execArgv: nodeOptionsFor(parts.program),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Pictures come and go by the megabyte: with an arena for each thread their memory would not be given back.
      env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    })
    child = own
    const began = clock.monotonic()
    if (own.pid !== undefined) {
      const lowered = lower(own.pid)
      const placed = parts.place?.(own.pid) ?? false
      if (!lowered && !placed && !warned) {
        warned = true
        log.warn({ name }, 'a child process takes the processor on a par with the lock: neither group nor niceness')
      }
    }
    own.on('message', (message) => {
      if (child === own) parts.heard(message as From)
    })
    let gone = false
    const ended = (why: string): void => {
      if (gone) return
      gone = true
      child = undefined
      const wanted = renewing
      renewing = false
      parts.down(why)
      if (closed) return
      if (wanted) again(millis(0))
      else {
        failures = clock.monotonic() - began >= STEADY_AFTER ? 0 : failures + 1
        log.warn({ why, name }, 'a child process ended')
        again(millis(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** Math.min(failures, 10))))
      }
    }
    own.on('error', (error) => ended(String(error)))
    own.on('exit', (code, signal) => ended(signal ?? `exit ${code ?? '?'}`))
    // Not before whoever opened this has it in hand.
    queueMicrotask(() => {
      if (child === own) parts.up()
    })
  }

  const again = (wait: ReturnType<typeof millis>): void => {
    retry = clock.after(wait, start)
  }

  const lower = (pid: number): boolean => {
    try {
      if (parts.lower) parts.lower(pid)
      else setPriority(pid, NICE)
      return true
    } catch (error) {
      log.debug({ err: error, name }, 'a child process keeps its priority')
      return false
    }
  }

  const send = (message: To): void => {
    if (child?.connected !== true) return
    child.send(message, (error) => {
      if (error) log.debug({ err: error, name }, 'a child process did not hear')
    })
  }

  /** Asks for its end, and ends it by force when that is not heeded. */
  const see = (own: ChildProcess): Promise<void> => {
    const gone = new Promise<void>((resolve) => own.once('exit', () => resolve()))
    send(parts.farewell)
    const cancel = clock.after(parts.endWithin, () => own.kill('SIGKILL'))
    return gone.finally(cancel)
  }

  const begin = (): void => {
    if (!closed) start()
  }
  if (parts.when) parts.when(begin)
  else begin()
  return {
    get pid() {
      return child?.pid
    },
    send,
    kill: () => {
      child?.kill('SIGKILL')
    },
    renew: () => {
      if (!child || renewing || closed) return
      renewing = true
      see(child).catch(() => undefined)
    },
    close: async () => {
      closed = true
      retry?.()
      if (child) await see(child)
    },
  }
}
