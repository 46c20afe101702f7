// What the counts of a test file mean. Pure. A file passes when every test it registered was seen to pass,
// uvu's own summary says the same, and nothing else went wrong.

import type { FileBook, SuiteBook } from './book.ts'

/** How a file came to its end. */
export type Ending =
  | { readonly kind: 'closed'; readonly book: FileBook }
  /** The process ended, was ended, or never began: `reason` names it. */
  | { readonly kind: 'broken'; readonly reason: string; readonly passed: number }

export interface Verdict {
  readonly passed: number
  readonly failed: number
  readonly problems: readonly string[]
  readonly skipped: readonly string[]
  /** Worth a line, but no failure. */
  readonly notes: readonly string[]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function* suiteProblems(suite: SuiteBook): Generator<string> {
  const missing = suite.registered - suite.started
  if (suite.runs === 0) yield `suite "${suite.name}" never calls run()`
  else if (missing > 0) yield `${missing} of ${suite.registered} tests of suite "${suite.name}" never started`
  if (suite.only.length > 0) yield `suite "${suite.name}" uses .only, which hides the other tests`
}

function* countProblems(book: FileBook, registered: number, seen: number): Generator<string> {
  const skipped = sum(book.suites.map((suite) => suite.skipped.length))
  if (registered + skipped === 0) yield 'has no test'
  if (book.summary === null) yield 'uvu printed no summary'
  else if (book.summary.passed !== seen) yield `uvu counts ${book.summary.passed} passed, but ${seen} were seen to pass`
}

function judgeBook(book: FileBook): Verdict {
  const registered = sum(book.suites.map((suite) => suite.registered))
  const seen = sum(book.suites.map((suite) => suite.passed))
  const passed = Math.min(seen, book.summary?.passed ?? 0)
  const problems = [
    ...book.problems,
    ...book.suites.flatMap((suite) => [...suiteProblems(suite)]),
    ...countProblems(book, registered, seen),
  ]
  return {
    passed,
    failed: registered - passed || problems.length,
    problems,
    skipped: book.suites.flatMap((suite) => suite.skipped.map((title) => `${suite.name}: ${title}`)),
    notes: book.leaks.length > 0 ? [`leaves open: ${book.leaks.join(', ')}`] : [],
  }
}

/** Judges one file; `failed` is 0 only for an honest pass. */
export function judge(ending: Ending): Verdict {
  if (ending.kind === 'closed') return judgeBook(ending.book)
  return { passed: ending.passed, failed: 1, problems: [ending.reason], skipped: [], notes: [] }
}
