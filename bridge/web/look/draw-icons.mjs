// Draws the icons of public/ from icon.svg, for those who take no SVG: `node bridge/web/look/draw-icons.mjs`.

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const at = (name) => fileURLToPath(new URL(`../public/${name}`, import.meta.url))
const svg = await readFile(at('icon.svg'))
const drawn = (size) => sharp(svg, { density: (72 * size) / 64 }).resize(size, size)
const palette = { palette: true, compressionLevel: 9 }

for (const size of [192, 512])
  await drawn(size)
    .png(palette)
    .toFile(at(`icon-${size}.png`))

// A mask may take all but a circle of 80 % (W3C App Manifest, "maskable").
const ground = { width: 512, height: 512, channels: 4, background: '#16406f' }
await sharp({ create: ground })
  .composite([{ input: await drawn(400).png().toBuffer(), gravity: 'centre' }])
  .png(palette)
  .toFile(at('icon-maskable.png'))
