// Windows of time for grants: shape, answers, words. Everybody outside window/ imports from here.

export { covers } from './window/covers.ts'
export { parseEvery } from './window/every.ts'
export type { WindowProblem } from './window/problem.ts'
export { describe } from './window/sentence.ts'
export { type Window, WindowSchema } from './window/shape.ts'
