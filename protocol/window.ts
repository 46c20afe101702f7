// Windows of time for grants: shape, answers, words. Everybody outside window/ imports from here.

export { type Bounds, narrower } from './window/bounds.ts'
export { covers, coversAll, next, occurrences } from './window/covers.ts'
export { parseEvery } from './window/every.ts'
export type { Span } from './window/plan.ts'
export type { WindowProblem } from './window/problem.ts'
export { describe } from './window/sentence.ts'
export { readWindow, type Window, type WindowRead, WindowSchema } from './window/shape.ts'
