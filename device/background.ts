// Work that nobody waits for still must not fail unheard.

import type { Logger } from 'pino'

/** Lets the promise run; its failure is logged with these words. */
export const inBackground = (work: Promise<unknown>, log: Logger, failed: string): void => {
  work.catch((error: unknown) => log.error({ err: error }, failed))
}
