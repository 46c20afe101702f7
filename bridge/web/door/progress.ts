// How far a request of this page has come, as a machine. Each step is the door's signed word; nothing is guessed from
// time but that no word came. Pure.

import type { STEPS } from '#protocol/receipt.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import { type Millis, type RequestId, seconds } from '#protocol/units.ts'
import type { Asked } from '../core/app.ts'

export type Act = 'unlock' | 'lock'
type Step = (typeof STEPS)[number]
export type Reason = Extract<Asked, { ok: false }>['code']

export type Progress =
  | { readonly at: 'idle' }
  | { readonly at: 'asking'; readonly act: Act; readonly since: Millis }
  /** Bolt measured out; the visit goes on until the door is shut and the bolt home. */
  | { readonly at: 'open'; readonly act: Act; readonly request: RequestId; readonly since: Millis }
  /** `locked`: bolt measured home; `closed`: and the door shut, the visit over. */
  | { readonly at: 'done'; readonly act: Act; readonly step: 'locked' | 'closed'; readonly since: Millis }
  | { readonly at: 'failed'; readonly act: Act; readonly code: Reason | undefined; readonly since: Millis }

export type ProgressEvent =
  | { readonly is: 'ask'; readonly act: Act; readonly now: Millis }
  | { readonly is: 'answered'; readonly asked: Asked; readonly now: Millis }
  | {
      readonly is: 'step'
      readonly request: RequestId
      readonly step: Step
      readonly code: RefusalCode | undefined
      readonly now: Millis
    }
  | { readonly is: 'tick'; readonly now: Millis }

export const IDLE: Progress = { at: 'idle' }

/** The answer has its own limit of ten seconds: this one is for a page that was asleep. */
const ASKING_MOST = seconds(20)
/** What is done needs no more looking at. */
const DONE_FOR = seconds(12)

const stepped = (act: Act, request: RequestId, step: Step, code: RefusalCode | undefined, now: Millis): Progress => {
  switch (step) {
    case 'opened':
      return { at: 'open', act, request, since: now }
    case 'locked':
    case 'closed':
      return { at: 'done', act, step, since: now }
    case 'refused':
    case 'failed':
      return { at: 'failed', act, code, since: now }
    case 'allowed':
      return IDLE
  }
}

/** The same reference when nothing changed. */
export const reduce = (progress: Progress, event: ProgressEvent): Progress => {
  switch (event.is) {
    case 'ask':
      return progress.at === 'asking' ? progress : { at: 'asking', act: event.act, since: event.now }
    case 'answered': {
      if (progress.at !== 'asking') return progress
      const { asked, now } = event
      if (!asked.ok) return { at: 'failed', act: progress.act, code: asked.code, since: now }
      return stepped(progress.act, asked.request, asked.step, undefined, now)
    }
    case 'step': {
      if (progress.at !== 'open' || progress.request !== event.request || event.step === 'opened') return progress
      return stepped(progress.act, event.request, event.step, event.code, event.now)
    }
    case 'tick':
      if (progress.at === 'asking' && event.now - progress.since >= ASKING_MOST) {
        return { at: 'failed', act: progress.act, code: 'timed_out', since: event.now }
      }
      return progress.at === 'done' && event.now - progress.since >= DONE_FOR ? IDLE : progress
  }
}
