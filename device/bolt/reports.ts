// Where the rig's own messages arrive. Firmata keeps their handlers for the whole process, so they are registered
// once and find their connection by the board they came from.

import type Firmata from 'firmata'
import { decodeReport, REPORT, type RigReport } from '#hardware/contract/rig.ts'

type Hear = (report: RigReport | undefined) => void

const routes = new WeakMap<Firmata, Hear>()
let registered = false

/** @param hear gets each message of this board's; undefined for one that does not check */
export function routeReports(io: Firmata, hear: Hear): void {
  routes.set(io, hear)
  if (registered) return
  registered = true
  for (const number of Object.values(REPORT)) {
    io.sysexResponse(number, function (data) {
      routes.get(this)?.(decodeReport(number, data))
    })
  }
}
