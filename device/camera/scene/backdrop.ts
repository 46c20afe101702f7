// Draws what does not move, once: four rays a pixel where it is busy, two elsewhere.

import type { Raw, Size } from '../picture/picture.ts'
import { canvasOf } from './canvas.ts'
import type { Colour } from './texture.ts'
import type { View } from './view.ts'
import { seen } from './world.ts'

/** Two samples of a pixel that differ by more, over the three colours, ask for two more. */
const BUSY = 18

const differ = (a: Colour, b: Colour): number =>
  Math.abs(a.red - b.red) + Math.abs(a.green - b.green) + Math.abs(a.blue - b.blue)

/** @param fine false takes half the time, for a view nobody looks at closely */
export const renderBackdrop = (view: View, size: Size, fine = true): Raw => {
  const canvas = canvasOf(size.width, size.height)
  const ray = { x: 0, y: 0, z: 0 }
  const colours = [0, 1, 2, 3].map((): Colour => ({ red: 0, green: 0, blue: 0 }))
  const [a, b, c, d] = colours as [Colour, Colour, Colour, Colour]
  const sample = (into: Colour, x: number, y: number): void => {
    view.ray(x, y, ray)
    seen(into, view.eye, ray)
  }
  let at = 0
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      sample(a, x + 0.25, y + 0.3)
      sample(b, x + 0.75, y + 0.7)
      const isBusy = fine && differ(a, b) > BUSY
      if (isBusy) {
        sample(c, x + 0.7, y + 0.2)
        sample(d, x + 0.3, y + 0.8)
      }
      const share = isBusy ? 0.25 : 0.5
      const more = isBusy ? share : 0
      canvas.data[at++] = Math.min(230, (a.red + b.red) * share + (c.red + d.red) * more)
      canvas.data[at++] = Math.min(230, (a.green + b.green) * share + (c.green + d.green) * more)
      canvas.data[at++] = Math.min(230, (a.blue + b.blue) * share + (c.blue + d.blue) * more)
    }
  }
  return canvas
}
