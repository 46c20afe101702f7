// Stops and starts a unit of systemd's around the flashing.

import { execFile } from 'node:child_process'
import { fault, usage } from '../spoken.ts'

const WITHIN_MS = 60_000
/** No option, no path. */
const UNIT = /^[A-Za-z0-9][\w.@-]{0,80}$/

/** @throws SpokenError `flash_service_failed` */
export const runService = (verb: 'stop' | 'start', service: string): Promise<void> => {
  if (!UNIT.test(service)) return Promise.reject(usage('flash_service_failed', { verb, service, detail: '?' }))
  return new Promise((resolve, reject) => {
    execFile('systemctl', [verb, service], { timeout: WITHIN_MS }, (cause, _out, err) => {
      if (cause)
        reject(
          fault('flash_service_failed', { verb, service, detail: err.trim().slice(0, 160) || cause.message }, cause),
        )
      else resolve()
    })
  })
}
