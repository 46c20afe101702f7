// Watches a version that is on trial until there is a verdict, and acts on it.

import type { Clock } from '#protocol/clock.ts'
import { millis, seconds } from '#protocol/units.ts'
import type { Step } from './adopt.ts'
import { backSteps, finishSteps, keepSteps, mendUnit, type UnitPort } from './end.ts'
import { forget, type Places, readLink, readRefused, readTrial, writeTrial } from './places.ts'
import { type Answer, begin, type Look, look, type Trial, type Verdict, WATCH_BEGUN } from './trial.ts'

const LOOK_EACH = seconds(1)

export interface WatchParts {
  readonly places: Places
  readonly clock: Clock
  readonly unit: UnitPort & { readonly look: () => Promise<Pick<Look, 'unit' | 'run' | 'restarts'>> }
  /** @returns undefined when the agent says nothing within its limit */
  readonly ask: () => Promise<Answer | undefined>
  /** A line for the log; `bad` when a person should read it. */
  readonly say: (line: string, bad: boolean) => void
}

export type Outcome = 'nothing' | 'kept' | 'back' | 'forgotten'

const all = async (steps: readonly Step[]): Promise<void> => {
  for (const step of steps) await step.run()
}

const pause = (clock: Clock): Promise<void> => new Promise((resolve) => void clock.after(LOOK_EACH, resolve))

const judge = async ({ clock, unit, ask }: WatchParts, trial: Trial): Promise<Verdict> => {
  const began = clock.monotonic()
  let watch = WATCH_BEGUN
  for (;;) {
    const [seen, answer] = await Promise.all([unit.look(), ask()])
    const next = look(trial, watch, { ...seen, answer, after: millis(clock.monotonic() - began) })
    if (next.verdict.is !== 'wait') return next.verdict
    watch = next.watch
    await pause(clock)
  }
}

const goBack = async ({ places, unit, clock, say }: WatchParts, trial: Trial, why: string): Promise<Outcome> => {
  say(`${trial.to} is refused (${why}): going back to ${trial.from}`, true)
  await all(backSteps(places, unit, trial, why, clock.now()))
  return 'back'
}

/** Ends what is on trial, if anything is. Safe to run at any time, and again after a power cut at any point. */
export const settle = async (parts: WatchParts): Promise<Outcome> => {
  const { places, unit, say } = parts
  const trial = await readTrial(places)
  const first = begin({ trial, current: await readLink(places, 'current'), refused: await readRefused(places) })
  if (trial === undefined || first.is === 'nothing') {
    // Nobody wrote a trial down that can be read.
    await forget(places, 'trial')
    if (await mendUnit(places, unit)) await unit.restart()
    return 'nothing'
  }
  switch (first.is) {
    case 'forget':
      say(`${trial.to} was never switched to; ${trial.from} goes on`, false)
      await forget(places, 'trial')
      return 'forgotten'
    case 'finish':
      await all(finishSteps(places, unit, trial.from))
      return 'back'
    case 'back':
      return goBack(parts, trial, first.why)
    case 'watch':
      break
  }
  await writeTrial(places, { ...trial, tries: trial.tries + 1 })
  say(`${trial.to} is on trial after ${trial.from}`, false)
  const verdict = await judge(parts, trial)
  if (verdict.is === 'back') return goBack(parts, trial, verdict.why)
  await all(keepSteps(places, trial))
  say(`${trial.to} is well and stays`, false)
  return 'kept'
}
