// Loaded into a program before all else: its wall clock is off by as many milliseconds as a file says. The monotonic
// clock goes on as it does, as on a machine whose time is set.

import { readFileSync } from 'node:fs'

const real = Date.now
const offset = () => {
  try {
    return Number(readFileSync(process.env.HAUSRECHT_WALL_OFFSET ?? '', 'latin1'))
  } catch {
    return 0
  }
}

Date.now = () => real() + offset()
