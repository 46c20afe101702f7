// Puts boxes and wires of a build together into one drawing. Pure.

import { BUILD_TITLES, type Build } from '../variants.ts'
import { COMMON_BOXES } from './boards.ts'
import { boltBoxes } from './bolts.ts'
import type { Drawing } from './shape.ts'
import { wiresOf } from './wires.ts'

export const drawingOf = (build: Build): Drawing => ({
  title: `Wiring of the rig: ${BUILD_TITLES[build]}`,
  width: 1400,
  height: 1096,
  boxes: [...COMMON_BOXES, ...boltBoxes(build)],
  wires: wiresOf(build),
})
