// Runs the visit's machine: feeds it events, carries out its effects in order, and nothing else. The only place
// that moves the bolt, and it does so only when the machine says so.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import { millis, type RequestId } from '#protocol/units.ts'
import { inBackground } from '../background.ts'
import type { BoltPort, RigEvent } from '../bolt/port.ts'
import type { JournalPort, Written } from '../journal/port.ts'
import type { Effect } from '../visit/effect.ts'
import type { VisitEvent } from '../visit/event.ts'
import { reduce } from '../visit/reduce.ts'
import { isBusy } from '../visit/request.ts'
import type { VisitState } from '../visit/state.ts'

const TICK = millis(500)

/** An event without its time: the runner gives it. */
export type Untimed = VisitEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never

export interface RunnerParts {
  readonly clock: Clock
  readonly log: Logger
  readonly journal: JournalPort
  readonly bolt: BoltPort
  receipt(effect: Extract<Effect, { do: 'receipt' }>, written: Written | undefined): Promise<void>
  publish(): void
}

export interface Runner {
  readonly state: VisitState
  /** Would an unlock be told that another's visit is under way? */
  busy(): boolean
  tell(event: Untimed): void
  /** Tells the machine of an allowed unlock; resolves when its intent is durable or refused by the disk. */
  begin(event: Extract<Untimed, { kind: 'allowed' }>): Promise<void>
  close(): void
}

export const createRunner = (parts: RunnerParts, start: VisitState): Runner => {
  const { journal, bolt, log, clock } = parts
  let state = start
  let newest: Promise<Written | undefined> = Promise.resolve(undefined)
  const waiting = new Map<RequestId, () => void>()

  const tell = (event: Untimed): void => {
    const after = reduce(state, { ...event, at: clock.monotonic() })
    state = after.state
    for (const effect of after.effects) perform(effect)
  }

  const write = (what: Extract<Effect, { do: 'journal' }>['what']): void => {
    const writing = journal.append(what)
    newest = writing.catch((error: unknown) => {
      log.error({ err: error, kind: what.kind }, 'the journal refused an entry')
      return undefined
    })
    if (what.kind !== 'intent') return
    const { request } = what
    const then = (kind: 'durable' | 'undurable'): void => {
      tell({ kind, request })
      waiting.get(request)?.()
      waiting.delete(request)
    }
    writing.then(
      () => then('durable'),
      () => then('undurable'),
    )
  }

  const perform = (effect: Effect): void => {
    switch (effect.do) {
      case 'journal':
        write(effect.what)
        return
      case 'unlock': {
        const { id, hold } = effect
        const answered = bolt.unlock(hold, id).catch((error: unknown) => {
          log.error({ err: error }, 'the bolt could not be asked')
          return { ok: false, code: 'rig_absent' } as const
        })
        inBackground(
          answered.then((answer) => tell({ kind: 'answered', id, answer })),
          log,
          'an answer of the rig could not be taken',
        )
        return
      }
      case 'lock':
        bolt.lock()
        return
      case 'signal':
        bolt.signal(effect.pattern)
        return
      case 'receipt':
        newest
          .then((written) => parts.receipt(effect, written))
          .catch((error: unknown) => {
            log.error({ err: error }, 'a receipt could not be given')
          })
        return
      case 'publish':
        parts.publish()
        return
    }
  }

  const heard = (event: RigEvent): void => {
    if (event.kind !== 'key') tell(event)
  }
  const unlisten = bolt.listen(heard)
  const unticked = clock.every(TICK, () => tell({ kind: 'tick' }))

  return {
    get state() {
      return state
    },
    busy: () => isBusy(state, clock.monotonic()),
    tell,
    begin: (event) =>
      new Promise((resolve) => {
        waiting.set(event.intent.request, resolve)
        tell(event)
        // The machine may have said no (busy): then no intent is on its way to the journal.
        if (state.stage.is !== 'intending' || state.stage.intent.request !== event.intent.request) {
          waiting.delete(event.intent.request)
          resolve()
        }
      }),
    close: () => {
      unlisten()
      unticked()
    },
  }
}
