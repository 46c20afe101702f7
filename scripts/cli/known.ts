// Faults of the parts below, in words of both languages: they themselves speak English only.

import { HausrechtError } from '#protocol/fault.ts'
import { fault, type SpokenError } from './spoken.ts'
import type { WordKey } from './words.ts'

const KNOWN: Readonly<Record<string, WordKey>> = {
  link_refused: 'link_refused',
  link_down: 'link_down',
  link_slow: 'link_slow',
  sim_unreachable: 'sim_unreachable',
}

/** MQTT's own words for a CONNECT that was answered with no (return codes 4 and 5, [MQTT-3.2.2-4]). */
const isUnwanted = (error: HausrechtError): boolean => /not authori[sz]ed|bad user ?name/i.test(error.message)

/** @returns undefined for a fault that only its own English message can tell */
export const known = (error: unknown): SpokenError | undefined => {
  if (!(error instanceof HausrechtError)) return undefined
  if (error.code === 'link_refused' && isUnwanted(error)) return fault('link_unwanted', {}, error)
  const key = KNOWN[error.code]
  return key && fault(key, { detail: error.message }, error)
}
