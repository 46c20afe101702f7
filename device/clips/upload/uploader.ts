// Takes clips off the premises while they are being recorded. Woken by each part that became durable; waits only
// after failures; holds no more in memory than the parts in flight. Decides nothing about what stays on disk but
// what the clip service has, cannot take, or was told by the owner to delete.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { type ClipId, type DoorId, millis } from '#protocol/units.ts'
import { letterOf, ownershipLetter } from './letter.ts'
import type { Outbox, Waiting } from './outbox.ts'
import { follow } from './outcome.ts'
import { createRequests, type RequestParts } from './request.ts'
import { createTrouble } from './trouble.ts'
import { turnsOf } from './turn.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import { createWaits } from './waits.ts'

export interface UploaderParts extends Pick<RequestParts, 'base' | 'ca' | 'stillMost'> {
  readonly door: DoorId
  readonly outbox: Outbox
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'after'>
  readonly random: () => number
  readonly log: Logger
}

export interface UploadStatus {
  /** `unowned`: the service has not been told (or does not accept) whose door it is. */
  readonly state: 'unowned' | 'idle' | 'sending' | 'waiting'
  /** Why it waits: a code of the service, `http_` and a status, or a system's error code. */
  readonly trouble?: string
  /** Clips of which the service cannot take something; they stay here. */
  readonly aside: readonly { readonly clip: ClipId; readonly code: string }[]
}

export interface Uploader {
  /** The door's ownership token: sent before any clip, at each start and at each change. */
  own(token: string): void
  status(): UploadStatus
  /** Gives up what is in flight; nothing is lost by that. */
  close(): Promise<void>
}

interface Ownership {
  readonly token: string
  step: 'unsent' | 'in flight' | 'accepted'
}

export const createUploader = (parts: UploaderParts): Uploader => {
  const { door, outbox, clock, log } = parts
  const requests = createRequests(parts)
  const waits = createWaits(parts.random)
  const trouble = createTrouble(log)
  /** In flight; true: of a clip that is being recorded. */
  const busy = new Map<ClipId, boolean>()
  const flights = new Set<Promise<void>>()
  let own: Ownership | undefined
  let wake: Cancel | undefined
  let closed = false
  const unowned = (): void => {
    if (own?.step === 'accepted') own.step = 'unsent'
  }
  const outcome = { outbox, waits, trouble, clock, log, unowned }

  const pump = (): void => {
    wake?.()
    wake = undefined
    if (closed || !own) return
    const now = clock.monotonic()
    const waiting = outbox.waiting()
    if (waits.service(now)) fill(own, waiting)
    const clips = waiting.map(({ clip }) => clip)
    const next = waits.next(clips, now)
    if (next !== undefined) wake = clock.after(millis(Math.ceil(next - now)), pump)
  }

  const fill = (mine: Ownership, waiting: readonly Waiting[]): void => {
    if (mine.step === 'unsent') fly(sendOwnership(mine))
    if (mine.step !== 'accepted') return
    const clips = waiting.map(({ clip }) => clip)
    const resting = waits.resting(clips, clock.monotonic())
    for (const turn of turnsOf(waiting, busy, resting)) fly(send(turn))
  }

  const fly = (work: Promise<void>): void => {
    const flight = work
      .catch((error: unknown) => log.error({ err: error }, 'a clip cannot be sent'))
      .finally(() => {
        flights.delete(flight)
        pump()
      })
    flights.add(flight)
  }

  const sendOwnership = async (mine: Ownership): Promise<void> => {
    mine.step = 'in flight'
    const { path, body } = ownershipLetter(door, mine.token)
    const verdict = verdictOf(await requests.put(path, body))
    mine.step = verdict.is === 'stored' ? 'accepted' : 'unsent'
    if (verdict.is === 'stored' || closed) return
    waits.serviceFailed(clock.monotonic(), verdict.is === 'later' ? verdict.atLeast : millis(0))
    trouble.begin('code' in verdict ? verdict.code : verdict.is)
  }

  const send = async (turn: Waiting): Promise<void> => {
    busy.set(turn.clip, turn.running)
    try {
      const verdict = await ask(turn)
      if (verdict && !closed) await follow(outcome, turn, verdict)
    } catch (error) {
      waits.clipFailed(turn.clip, clock.monotonic(), millis(0))
      throw error
    } finally {
      busy.delete(turn.clip)
    }
  }

  /** @returns undefined when there is nothing to send any more */
  const ask = async ({ clip, item }: Waiting): Promise<Verdict | undefined> => {
    try {
      const letter = await letterOf(outbox, door, clip, item)
      return letter && verdictOf(await requests.put(letter.path, letter.body))
    } catch (error) {
      // A bad spot on the disk holds up nothing but itself.
      if ((error as NodeJS.ErrnoException).code === 'EIO') return { is: 'refused', code: 'unreadable' }
      throw error
    }
  }

  const state = (): UploadStatus['state'] => {
    if (own?.step !== 'accepted') return 'unowned'
    if (busy.size > 0) return 'sending'
    return outbox.waiting().length > 0 ? 'waiting' : 'idle'
  }

  const stopListening = outbox.listen(pump)
  return {
    own: (token) => {
      if (own?.token !== token) own = { token, step: 'unsent' }
      pump()
    },
    status: () => {
      const code = trouble.now()
      return { state: state(), aside: trouble.aside(), ...(code === undefined ? {} : { trouble: code }) }
    },
    close: async () => {
      closed = true
      stopListening()
      wake?.()
      requests.close()
      await Promise.allSettled(flights)
    },
  }
}
