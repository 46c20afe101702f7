// How long the door takes to answer after the power came: in an emulated machine from the start of its kernel, against
// the same machine without it; and its service alone at this computer's own speed.

import { HausrechtError } from '#protocol/fault.ts'
import { bootContainer } from '#test/image/container.ts'
import { bootMachine, type Inside } from '#test/image/machine.ts'
import { missingFor } from '#test/image/needs.ts'
import type { Arch } from '../../package/arch.ts'
import { lacks, makePackage, OWN } from '../../package/packaged.fixture.ts'
import { atMost, type Bench, type Figure, figure, type Measured, type Setting, type Target } from '../bench.ts'
import { ownPackage } from '../parts/own-package.ts'
import { median } from '../spread.ts'
import { type Boot, type Boots, boots } from './boots.ts'
import { pairedData } from './door.ts'
import { serviceStarts, startsIn } from './service.ts'

const SIZES = {
  full: { machine: 3, service: 10, looks: 3 },
  tiny: { machine: 1, service: 1, looks: 1 },
} as const

const archOf = (): Arch => (process.env['HAUSRECHT_ARCH'] === 'arm64' ? 'arm64' : 'amd64')

/** Why even a tiny run cannot be had here. */
export const lacksBoot = (): string | undefined => lacks() ?? missingFor('container', OWN)

const seconds = (ms: number): number => ms / 1000

const machineMeasured = (arch: Arch, seen: Boots): { readonly targets: Target[]; readonly figures: Figure[] } => {
  const of = (key: keyof Boot): number => median(seen.with.map((boot) => boot[key]))
  const without = median(seen.without)
  const more = of('answers') - without
  const name = `emulated ${arch}`
  const at = (what: string, ms: number): Figure => figure(`${name}, kernel start to ${what}`, seconds(ms), 's')
  return {
    targets: [
      atMost(`${name}, kernel start to “door answers”, beyond multi-user without the door`, 8, seconds(more), 's'),
    ],
    figures: [
      at('multi-user without the door', without),
      at('multi-user with the door', of('multiUser')),
      at('the start of the door’s unit', of('begun')),
      at('READY', of('ready')),
      at('“door answers”', of('answers')),
      figure(`${name}, processor slower than this computer’s by`, seen.slowness, 'times'),
      figure(`${name}, that difference in this computer’s seconds`, seconds(more / seen.slowness), 's'),
    ],
  }
}

interface Measuring {
  readonly setting: Setting
  readonly arch: Arch
  /** A door's folder of data, in a tar file. */
  readonly paired: string
}

/** The service in a container of its own, the boots in emulated machines. */
const measureApart = async ({ setting, arch, paired }: Measuring) => {
  const { folder, say, size } = setting
  const { machine, service, looks } = SIZES[size]
  const missing = missingFor('machine', arch)
  if (missing !== undefined) throw new HausrechtError('bench_system', `This bench ${missing}`)
  const own = (await makePackage('device', OWN, folder)).path
  say(`the package for ${OWN} is made`)
  const starts = await serviceStarts(OWN, own, paired, service)
  say('the service was started natively')
  const packaged = arch === OWN ? own : (await makePackage('device', arch, folder)).path
  const boot = (): Promise<Inside> => bootMachine({ arch })
  return { starts, seen: await boots({ boot, packaged, paired, count: machine, looks, say }) }
}

/** All in containers, which boot in a second: the same steps, whose figures say nothing. */
const measureTogether = async ({ setting: { say, size }, arch, paired }: Measuring) => {
  const { machine, service, looks } = SIZES[size]
  const packaged = (await ownPackage()).path
  say(`the package for ${arch} is made`)
  let starts: readonly number[] = []
  const installed = async (door: Inside): Promise<void> => {
    starts = await startsIn(door, service)
  }
  const boot = (): Promise<Inside> => bootContainer({ arch })
  const seen = await boots({ boot, packaged, paired, count: machine, looks, installed, say })
  return { starts, seen }
}

const run = async (setting: Setting): Promise<Measured> => {
  const { size, folder } = setting
  const { machine, service } = SIZES[size]
  const arch = size === 'tiny' ? OWN : archOf()
  const measuring = { setting, arch, paired: await pairedData(folder) }
  const { starts, seen } = await (size === 'tiny' ? measureTogether : measureApart)(measuring)
  const { targets, figures } = machineMeasured(arch, seen)
  return {
    targets: [...targets, atMost('natively, start of the service to READY', 2, seconds(median(starts)), 's')],
    figures: [figure('natively, slowest', seconds(Math.max(...starts)), 's'), ...figures],
    given: {
      boots: machine,
      'starts of the service': service,
      'each figure': 'a median, unless it says otherwise',
      machine:
        size === 'tiny'
          ? 'a container instead, to see that the bench works'
          : 'QEMU, 2 processors, 1 GB, a plain Debian; by its own clock, which goes as fast as ours',
      door: 'paired, settings as they come; no rig, camera or bridge is there to be found',
    },
  }
}

export const BOOT: Bench = {
  name: 'boot',
  about: 'from the power on until the door answers, in an emulated machine; and its service alone',
  run,
}
