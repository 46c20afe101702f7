// docs/build-a-rig.md followed from the shopping list to a locked, paired door: each of its commands as it stands there.
// Not there: the solder, a camera, and a card reader. The card is a file, the Pi a container that starts from it with
// its own cloud-init, the board the simulator with a boot loader. ssh, its tunnels, avrdude, apt and systemd are real.

import { join } from 'node:path'
import { suite } from 'uvu'
import { makeSmallImage, missingForImage } from '#scripts/flash/small-image.fixture.ts'
import { openChannel } from '#scripts/release/channel.fixture.ts'
import { onlyBlock, readGuide } from '#test/e2e/guide.fixture.ts'
import { openDesk } from './guide-desk.fixture.ts'
import { newBoard } from './guide-pi.fixture.ts'
import { STEPS, type Stage } from './guide-steps.fixture.ts'
import { hasProgram, missingFor } from './needs.ts'
import type { Arch } from './roots.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const ARCH = (process.env['HAUSRECHT_ARCH'] ?? 'amd64').split(',')[0] as Arch
const LIBRARIES = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as const
const PROGRAMS = ['ssh', 'script', 'ip', 'apt-ftparchive', 'gpg', 'dpkg-deb'].filter((name) => !hasProgram(name))

const missing = LONG
  ? (missingFor('container', ARCH) ?? missingForImage() ?? (PROGRAMS[0] && `needs ${PROGRAMS.join(', ')}`))
  : 'needs `npm run test:image`: it takes minutes'
const guide = suite('the guide to build a rig')
const test = missing === undefined ? guide : guide.skip

const withStage = async (set: string, use: (stage: Stage) => Promise<void>): Promise<void> => {
  const ends: (() => Promise<unknown>)[] = []
  const kept = async <Part>(part: Promise<Part>, end: (part: Part) => Promise<unknown>): Promise<Part> => {
    const opened = await part
    ends.push(() => end(opened))
    return opened
  }
  try {
    const image = await kept(makeSmallImage({ lib: LIBRARIES[ARCH], boot: 64 * 2 ** 20 }), (made) => made.close())
    const card = join(image.folder, 'card.img')
    const env = { LOGIN: 'anna', SSH_KEY: image.key, IMAGE: image.packed, CARD: card, ARCH }
    const desk = await kept(openDesk(set, env), (opened) => opened.close())
    const channel = await kept(openChannel(), (opened) => opened.close())
    const board = await kept(newBoard(), (opened) => opened.close())
    const stage: Stage = { arch: ARCH, card, desk, set, channel, board, open: [] }
    ends.push(async () => stage.pi?.close())
    ends.push(async () => {
      for (const running of stage.open) running.end()
    })
    await use(stage)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

test(`leads to a locked, paired door, and all its commands work${missing === undefined ? '' : ` (${missing})`}`, async () => {
  const read = await readGuide()
  await withStage(onlyBlock(read, 'set').text, async (stage) => {
    for (const { name, text, line } of read.blocks) {
      const began = performance.now()
      try {
        await STEPS[name]?.(text, stage)
      } catch (cause) {
        const log = (await stage.pi?.run('journalctl --no-pager | tail -60'))?.stdout ?? ''
        throw new Error(`line ${line}, ${name}: ${String(cause)}\nthe Pi's log:\n${log}`, { cause })
      }
      console.log(`  line ${line}, ${name}: ${Math.round((performance.now() - began) / 1000)} s`)
    }
  })
})

guide.run()
