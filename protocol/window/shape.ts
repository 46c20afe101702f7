// The claim `win` of a grant: its shape, and reading one from anywhere.

// Named from the whole: `{ z }` would bring every language of zod's messages into a page.
import * as z from 'zod'
import { planOf } from './plan.ts'
import { problem, type WindowProblem } from './problem.ts'

const Shape = z
  .strictObject({
    /** A recurrence rule in the subset of rule.ts. */
    rule: z.string(),
    /** An IANA time zone by name. */
    zone: z.string(),
    /** Local date of the first occurrence, YYYY-MM-DD; the rule must give it. */
    start: z.string(),
    /** Wall time at which an occurrence begins, HH:MM. */
    from: z.string(),
    /** Wall time at which it ends, HH:MM; not after `from` means on the next local date. */
    to: z.string(),
  })
  .readonly()

/** A recurring window of time. A grant's `nbf` and `exp` bound it further. */
export type Window = z.infer<typeof Shape>

/** Refuses with the message `code: part` and both in the issue's `params`. */
export const WindowSchema = Shape.superRefine((window, context) => {
  const plan = planOf(window)
  if (plan.ok) return
  const { code, part } = plan
  context.addIssue({ code: 'custom', message: `${code}: ${part}`, params: { code, part } })
})

export interface WindowRead {
  readonly ok: true
  readonly window: Window
}

/** Reads a window from a stranger. */
export const readWindow = (value: unknown): WindowRead | WindowProblem => {
  const shaped = Shape.safeParse(value)
  if (!shaped.success) {
    const [issue] = shaped.error.issues
    const part = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
    return problem('window_malformed', String(part ?? 'win'))
  }
  const plan = planOf(shaped.data)
  return plan.ok ? { ok: true, window: shaped.data } : plan
}
