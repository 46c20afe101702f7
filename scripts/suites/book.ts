// What is written down about one test file while it runs, and the messages that carry it to the parent process.

/** One suite of a file, as its tests were registered and as they then went. */
export interface SuiteBook {
  readonly name: string
  registered: number
  started: number
  passed: number
  runs: number
  readonly skipped: string[]
  readonly only: string[]
}

/** uvu's own count, read from the summary it printed; null when it printed none. */
export interface Summary {
  readonly total: number
  readonly passed: number
}

/** A file that came to its end in a process that still lives. */
export interface FileBook {
  readonly suites: readonly SuiteBook[]
  readonly summary: Summary | null
  readonly problems: readonly string[]
  /** Kinds of handle the file left open, as Node names them. */
  readonly leaks: readonly string[]
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'started'; readonly test: string }
  | { readonly kind: 'passed' }
  | { readonly kind: 'closed'; readonly book: FileBook }

export type ToWorker = { readonly kind: 'run'; readonly file: string } | { readonly kind: 'stop' }
