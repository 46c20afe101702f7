// Puts what a card is to become into its boot partition, and reads it back.

import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Card, FirstBoot } from '../card/card.ts'
import { flashFault, flashRefusal } from '../words.ts'
import { openFat } from './fat.ts'
import { bootFiles } from './files.ts'
import { lookAt, type System } from './look.ts'
import { readPartitions } from './partitions.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const hashesOf = async (card: Card): Promise<ReadonlyMap<string, string>> =>
  new Map(await Promise.all(card.packages.map(async ({ path, file }) => [file, sha256(await readFile(path))] as const)))

const holdArch = (card: Card, { arch }: System): void => {
  const foreign = card.packages.find((one) => one.arch !== 'all' && arch !== undefined && one.arch !== arch)
  if (foreign) throw flashRefusal('package_arch', { file: foreign.file, arch: arch ?? '' })
}

/**
 * @param head the image's first bytes: the target itself has its partition table only in the end
 * @returns what system it found
 * @throws SpokenError `boot_missing`, `boot_write`, `boot_differs`, `image_old`, `package_arch`, `program_missing`
 */
export const prepare = async (target: string, head: Buffer, card: Card, asked: FirstBoot | 'auto'): Promise<System> => {
  const partitions = readPartitions(head)
  const boot = partitions.find(({ is }) => is === 'fat')
  if (!boot) throw flashFault('boot_missing')
  const system = await lookAt(
    target,
    boot,
    partitions.find(({ is }) => is === 'linux'),
    asked,
  )
  holdArch(card, system)
  const fat = openFat(target, boot.start)
  const read = async (path: string): Promise<string> => (await fat.read(path))?.toString('utf8') ?? ''
  const found = {
    ...system,
    commandLine: await read('cmdline.txt'),
    configText: await read('config.txt'),
    firstBoot: await readFile(here('first-boot.sh'), 'utf8'),
    firstRun: await readFile(here('firstrun.sh'), 'utf8'),
  }
  // For its owner alone: the Wi-Fi key is among what passes through.
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-flash-'))
  try {
    await fat.makeFolder('hausrecht')
    for (const file of bootFiles(card, found, await hashesOf(card))) {
      const from = file.from ?? join(folder, 'file')
      if (file.text !== undefined) await writeFile(from, file.text, { mode: 0o600 })
      await fat.copyIn(from, file.path)
      const back = await fat.read(file.path)
      if (back === undefined || sha256(back) !== sha256(await readFile(from))) {
        throw flashFault('boot_differs', { file: file.path })
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return system
}
