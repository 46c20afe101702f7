// Thousands of paired idle doors at one bridge, each with a connection, an address and rotating challenges of its own;
// and one real door among them, with agent and rig, that is unlocked all the while.

import { HausrechtError } from '#protocol/fault.ts'
import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import type { BridgeProgram } from '../parts/bridge.ts'
import { openHouse } from '../parts/house.ts'
import { type Program, startProgram, typescript } from '../parts/program.ts'
import { firstUnlock, unlockOnce } from '../parts/unlock.ts'
import { median, p99 } from '../spread.ts'

const SIZES = {
  full: { doors: 5000, crowds: 2, unlocks: 150 },
  tiny: { doors: 20, crowds: 2, unlocks: 2 },
} as const

const CONNECTED_WITHIN = 120_000
/** Of the real door. */
const VARIANT = 'relay'

interface Crowd {
  readonly program: Program
  readonly lost: () => number
}

const startCrowd = async ({ port, thumbprint }: BridgeProgram, doors: number, first: number): Promise<Crowd> => {
  let lost = 0
  const program = await startProgram({
    name: 'crowd of doors',
    ...typescript('scripts/bench/doors/crowd/main.ts', JSON.stringify({ port, bridge: thumbprint, doors, first })),
    isReady: (line) => line.includes('"ready":true'),
    limitMs: CONNECTED_WITHIN,
    later: (text) => {
      lost += text.split('"lost"').length - 1
    },
  })
  return { program, lost: () => lost }
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const { doors, crowds, unlocks } = SIZES[size]
  const house = await openHouse(folder, VARIANT)
  const crowd: Crowd[] = []
  try {
    const { program, ...bridge } = house.bridge
    const courier = await house.courier()
    await firstUnlock(house, courier)
    const alone = program.memory()
    const began = performance.now()
    const each = doors / crowds
    crowd.push(
      ...(await Promise.all(Array.from({ length: crowds }, (_, at) => startCrowd(house.bridge, each, at * each)))),
    )
    const connecting = performance.now() - began
    say(`${doors} doors are connected to ${bridge.url}`)
    const memory: number[] = []
    const took: number[] = []
    const watched = performance.now()
    const before = program.cpu()
    while (took.length < unlocks) {
      took.push((await unlockOnce(house, courier)).pin)
      memory.push(program.memory())
      if (took.length % 50 === 0) say(`${took.length} of ${unlocks} unlocks`)
    }
    const span = performance.now() - watched
    const busy = program.cpu() - before
    const lost = crowd.reduce((sum, one) => sum + one.lost(), 0)
    if (lost > 0) throw new HausrechtError('bench_doors_lost', `${lost} of ${doors} doors lost their connection`)
    const all = median(memory)
    return {
      targets: [
        atMost('memory of the bridge for each idle door', 40, (all - alone) / doors / 1000, 'kB'),
        atMost('request to pin of the real door among them, p99', 40, p99(took), 'ms'),
      ],
      figures: [
        figure('request to pin of the real door among them, p50', median(took), 'ms'),
        figure('request to pin of the real door among them, longest', Math.max(...took), 'ms'),
        figure('memory of the bridge with one door', alone / 1e6, 'MB'),
        figure('memory of the bridge with all', all / 1e6, 'MB'),
        figure('memory of the bridge, most', Math.max(...memory) / 1e6, 'MB'),
        figure('share of a core that the bridge takes', (100 * busy) / span, '%'),
        figure('all doors connected, known and their journals taken in', connecting / 1000, 's'),
      ],
      given: {
        doors,
        unlocks,
        'challenges rotate each': '15 s',
        'states each': '60 s',
        'watched for': `${Math.round(span / 1000)} s`,
        memory: 'resident, median while unlocking, less that with the real door alone',
        rig: VARIANT,
      },
    }
  } finally {
    await Promise.all(crowd.map(({ program }) => program.end('SIGKILL')))
    await house.end()
  }
}

export const DOORS: Bench = {
  name: 'doors',
  about: 'thousands of idle doors at one bridge, and an unlock among them',
  run,
}
