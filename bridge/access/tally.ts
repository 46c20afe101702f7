// Counts for the metrics. No thumbprints: a label is one of a few words.

export interface Tally {
  /** A request decided: `admitted` or a refusal code. */
  decided(outcome: string, took: number): void
  /** A connection refused or ended for cause. */
  trouble(problem: string): void
  /** A message refused. */
  refused(topic: string): void
  noticed(notice: string): void
  /** What became of a push message. */
  pushed(outcome: string): void
}

export const NO_TALLY: Tally = {
  decided: () => undefined,
  trouble: () => undefined,
  refused: () => undefined,
  noticed: () => undefined,
  pushed: () => undefined,
}
