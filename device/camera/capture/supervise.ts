// Keeps one program running: does what its life (life.ts) decides, and tells of each change.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import { type Child, canTie, startChild } from './child.ts'
import {
  dueOf,
  type Life,
  type LifeEffect,
  type LifeEvent,
  OFF,
  reduce,
  type Status,
  statusOf,
  type Why,
} from './life.ts'
import type { Find, Program } from './program.ts'

/** What a chunk came to: `more` is needed, something whole was in it (`output`), or what is wrong with it. */
export type Read = (chunk: Buffer) => 'more' | 'output' | Why

export interface SupervisedParts {
  readonly find: Find
  /** Makes a reader for each start. */
  readonly reader: () => Read
  /** Said first to a program that reads its standard input. */
  readonly greeting?: () => string | undefined
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** For the log. */
  readonly name: string
}

export interface Supervised {
  status(): Status
  power(on: boolean): void
  /** A line for its standard input; dropped when it does not read. */
  say(line: string): void
  changed(listener: (status: Status) => void): Cancel
  /** Resolves once the program is gone, after 2 s at the latest. */
  close(): Promise<void>
}

const CLOSE_MOST = seconds(2)

class Supervision implements Supervised {
  private readonly parts: SupervisedParts
  private readonly tied = canTie()
  private readonly listeners = new Set<(status: Status) => void>()
  private readonly gone = new Set<() => void>()
  private life: Life = OFF
  private child: Child | undefined
  private said = ''
  private timer: { readonly due: number; readonly cancel: Cancel } | undefined

  constructor(parts: SupervisedParts) {
    this.parts = parts
  }

  status(): Status {
    return statusOf(this.life)
  }

  power(on: boolean): void {
    this.tell({ what: on ? 'on' : 'off' })
  }

  say(line: string): void {
    this.child?.say(line)
  }

  changed(listener: (status: Status) => void): Cancel {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    this.power(false)
    if (this.life.is === 'off') return
    await new Promise<void>((resolve) => {
      this.gone.add(resolve)
      this.gone.add(this.parts.clock.after(CLOSE_MOST, resolve))
    })
  }

  private tell(event: LifeEvent): void {
    const before = this.status()
    const { life, effects } = reduce(this.life, event)
    if (life === this.life) return
    this.life = life
    for (const effect of effects) this.perform(effect)
    this.wake()
    this.report(before)
    if (this.life.is !== 'off') return
    for (const call of this.gone) call()
    this.gone.clear()
  }

  private perform(effect: LifeEffect): void {
    switch (effect.do) {
      case 'find':
        this.find()
        break
      case 'start':
        this.start(effect.program, effect.tied)
        break
      case 'kill':
        this.child?.kill()
    }
  }

  private find(): void {
    const { find, clock } = this.parts
    Promise.all([find(), this.tied]).then(
      ([program, tied]) => this.tell({ what: 'found', program, tied, at: clock.monotonic() }),
      (cause: unknown) => {
        // Told with the change of status, not at each try.
        this.said = cause instanceof Error ? cause.message : ''
        this.tell({ what: 'found', program: 'unreadable', tied: false, at: clock.monotonic() })
      },
    )
  }

  private start(program: Program, tied: boolean): void {
    const { reader, clock, greeting } = this.parts
    const read = reader()
    this.child = startChild(program, tied, clock, {
      bytes: (chunk) => {
        const came = read(chunk)
        if (came === 'output') this.tell({ what: 'output', at: clock.monotonic() })
        else if (came !== 'more') this.tell({ what: 'spewed', why: came })
      },
      ended: (why, said) => {
        this.child = undefined
        this.said = said
        this.tell({ what: 'ended', why, at: clock.monotonic() })
      },
    })
    const first = greeting?.()
    if (first !== undefined) this.child.say(first)
  }

  /** One timer, set anew only when it would ring too late: pictures put its end off thirty times a second. */
  private wake(): void {
    const due = dueOf(this.life)
    if (this.timer && due !== undefined && this.timer.due <= due) return
    this.timer?.cancel()
    this.timer = undefined
    if (due === undefined) return
    const { clock } = this.parts
    const cancel = clock.after(millis(Math.max(1, due - clock.monotonic())), () => {
      this.timer = undefined
      this.tell({ what: 'tick', at: clock.monotonic() })
      this.wake()
    })
    this.timer = { due, cancel }
  }

  private report(before: Status): void {
    const status = this.status()
    if (JSON.stringify(before) === JSON.stringify(status)) return
    const { log, name } = this.parts
    if (status.is === 'lost' && status.why !== 'starting') log.warn({ name, ...status, said: this.said }, 'Lost')
    else log.info({ name, ...status }, 'Changed')
    for (const listener of [...this.listeners]) listener(status)
  }
}

export const supervise = (parts: SupervisedParts): Supervised => new Supervision(parts)
