// Cards on plain files, written by the same steps as real ones.

import { readFile } from 'node:fs/promises'
import { HausrechtError } from '#protocol/fault.ts'
import { millis } from '#protocol/units.ts'
import { rejection, within } from '#test/support/wait.ts'
import { openFat } from './boot/fat.ts'
import { readPartitions } from './boot/partitions.ts'
import { type Bench, type Flashed, flash } from './flash.ts'
import { BOOT_START, makeSmallImage, type SmallImage } from './small-image.fixture.ts'
import { readTyped } from './typed.ts'
import { readWanted } from './wish.ts'
import { flashSpeaker } from './words.ts'

export const LIMIT = 60_000
const say = flashSpeaker('en')

export const withImage = async (
  kind: Parameters<typeof makeSmallImage>[0],
  work: (small: SmallImage) => Promise<void>,
): Promise<void> => {
  const small = await makeSmallImage(kind)
  try {
    await within(work(small), 'a card', LIMIT)
  } finally {
    await small.close()
  }
}

export const argsFor = (small: SmallImage, card: string): string[] => [
  ...['--image', small.packed, '--to', card, '--host', 'door', '--user', 'anna', '--ssh-key', small.key],
  ...['--package', small.deb, '--zone', 'Europe/Berlin'],
]
export const WIFI = (small: SmallImage): string[] => [
  ...['--wifi-ssid', 'Café "7"', '--wifi-password-file', small.password, '--wifi-country', 'DE'],
]

export interface Shown {
  text: string
}

export const flashing = async (
  small: SmallImage,
  args: readonly string[],
  bench: Partial<Bench> = {},
  shown: Shown = { text: '' },
) => {
  const desk = { folder: small.folder, zone: 'UTC', say, readLine: async () => '' }
  return flash(await readWanted(readTyped(args), desk), {
    folder: small.folder,
    say,
    show: (text) => {
      shown.text += text
    },
    isTerminal: false,
    ask: undefined,
    now: () => millis(performance.now()),
    stop: new AbortController().signal,
    ...bench,
  })
}

export const codeFrom = async (work: Promise<Flashed>): Promise<string> => {
  const error = await rejection(within(work, 'a refusal', LIMIT))
  return error instanceof HausrechtError ? error.code : String(error)
}

export const textOf = async (card: string, path: string): Promise<string> =>
  (await openFat(card, BOOT_START).read(path))?.toString() ?? ''
export const boots = async (card: string): Promise<boolean> =>
  readPartitions((await readFile(card)).subarray(0, 4096)).length > 0
