// From a courier's request to the bolt's pin, through every process there is: bridge, agent and rig, with both disks
// synced. In the same run: a QoS 1 message to oneself through mosquitto, between the unlocks.

import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { openHouse } from '../parts/house.ts'
import { firstUnlock, type Took, unlockOnce } from '../parts/unlock.ts'
import { median, p99, percentile } from '../spread.ts'
import { type Mosquitto, startMosquitto } from './mosquitto.ts'

const SIZES = {
  full: { unlocks: 200, each: 10, echoes: 12 },
  tiny: { unlocks: 3, each: 2, echoes: 3 },
} as const

const VARIANT = 'relay'
/** As many bytes as a request with a chain of one. */
const PAYLOAD = 'x'.repeat(1250)

type Echoes = Readonly<Record<'plain' | 'noDelay', Readonly<Record<0 | 1, number[]>>>>

const echoAll = async (
  brokers: Readonly<Record<keyof Echoes, Mosquitto>>,
  into: Echoes,
  times: number,
): Promise<void> => {
  for (const name of ['plain', 'noDelay'] as const) {
    for (const heard of [0, 1] as const) into[name][heard].push(...(await brokers[name].echoes(PAYLOAD, times, heard)))
  }
}

const measuredOf = (took: readonly Took[], echoes: Echoes, given: Measured['given']): Measured => {
  const pin = took.map((each) => each.pin)
  const opened = took.map((each) => each.opened)
  const plain = median(echoes.plain[0])
  return {
    targets: [
      atMost('request to pin, p50', 6, median(pin), 'ms'),
      atMost('request to pin, p99', 25, p99(pin), 'ms'),
      atMost('request to pin, p50, against the echo through mosquitto as it comes', 0.2, median(pin) / plain, ''),
    ],
    figures: [
      figure('request to pin, p10', percentile(pin, 0.1), 'ms'),
      figure('request to pin, p90', percentile(pin, 0.9), 'ms'),
      figure('request to pin, longest', Math.max(...pin), 'ms'),
      figure('request to its acknowledgement, p50', median(took.map((each) => each.acknowledged)), 'ms'),
      figure('request to receipt "opened", p50', median(opened), 'ms'),
      figure('request to receipt "opened", p99', p99(opened), 'ms'),
      figure('echo through mosquitto as it comes, p50', plain, 'ms'),
      figure('echo through mosquitto with set_tcp_nodelay, p50', median(echoes.noDelay[0]), 'ms'),
      figure('echo through mosquitto as it comes, heard with QoS 1, p50', median(echoes.plain[1]), 'ms'),
      figure('echo through mosquitto with set_tcp_nodelay, heard with QoS 1, p50', median(echoes.noDelay[1]), 'ms'),
    ],
    given,
  }
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const { unlocks, each, echoes: times } = SIZES[size]
  const house = await openHouse(folder, VARIANT)
  const brokers: Mosquitto[] = []
  try {
    const plain = await startMosquitto(folder, false)
    brokers.push(plain)
    const noDelay = await startMosquitto(folder, true)
    brokers.push(noDelay)
    const courier = await house.courier()
    await firstUnlock(house, courier)
    say('bridge, agent, rig and two mosquittos are up')
    const took: Took[] = []
    const echoes: Echoes = { plain: { 0: [], 1: [] }, noDelay: { 0: [], 1: [] } }
    while (took.length < unlocks) {
      for (let at = 0; at < each && took.length < unlocks; at += 1) took.push(await unlockOnce(house, courier))
      await echoAll({ plain, noDelay }, echoes, times)
      if (took.length % 50 === 0) say(`${took.length} of ${unlocks} unlocks`)
    }
    return measuredOf(took, echoes, {
      unlocks,
      rig: VARIANT,
      'echoes of each kind': echoes.plain[0].length,
      'bytes of an echo': PAYLOAD.length,
      journal: 'synced before the bolt moves',
      store: 'synced before the door is told',
    })
  } finally {
    await Promise.all(brokers.map((broker) => broker.end()))
    await house.end()
  }
}

export const UNLOCK: Bench = {
  name: 'unlock',
  about: 'from a request published to the edge on the bolt pin, against an echo through mosquitto',
  run,
}
