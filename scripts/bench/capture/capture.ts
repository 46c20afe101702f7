// What filming costs: the whole device side while nobody is there (pictures kept in memory, the watch looking) and
// while a visit is recorded, sealed and sent, beside a bare ffmpeg that encodes the same film to a file.

import { HausrechtError } from '#protocol/fault.ts'
import { atMost, type Bench, type Figure, figure, type Measured, type Setting, type Target } from '../bench.ts'
import { FILMED, openFilmed } from '../parts/filmed.ts'
import { openHouse } from '../parts/house.ts'
import { openShelf } from '../parts/stored.ts'
import { pause } from '../parts/wait.ts'
import { bareEncode } from './bare.ts'
import { type Format, filmOf, paceOf } from './film.ts'
import { ROLES, type Role, type Shares, startStopwatch, sumOf } from './stopwatch.ts'

interface Case extends Format {
  readonly name: string
  readonly kilobits: number
}

const CASES: Readonly<Record<Setting['size'], readonly Case[]>> = {
  full: [
    { name: '720p15', width: 1280, height: 720, fps: 15, kilobits: 2500 },
    { name: '1080p30', width: 1920, height: 1080, fps: 30, kilobits: 4000 },
  ],
  tiny: [{ name: '180p15', width: 320, height: 180, fps: 15, kilobits: 400 }],
}

/** Milliseconds: until memory is full, until the film of before the knock is sent, and of each look. */
const SPANS = {
  full: { warm: 15_000, caughtUp: 5000, look: 25_000 },
  tiny: { warm: 200, caughtUp: 200, look: 2000 },
} as const

/** The bolt stays out until all was seen. */
const HOLD = 45_000

interface Costs {
  readonly idle: Shares
  readonly recording: Shares
  /** See paceOf. */
  readonly pace: number
  /** Of the bare ffmpeg, before and after. */
  readonly bare: number
}

const look = async (root: number, forMs: number, steady?: readonly Role[]): Promise<Shares> => {
  const stop = startStopwatch(root, steady)
  await pause(forMs)
  return stop()
}

const costsOf = async (one: Case, { size, folder, cache, say }: Setting): Promise<Costs> => {
  const { name, width, height, fps, kilobits } = one
  const { warm, caughtUp, look: forMs } = SPANS[size]
  const settle = caughtUp / 2
  const film = await filmOf(one, cache)
  say(`${name}: the film is there`)
  const bare = (): Promise<number> => bareEncode({ film, format: one, kilobits, folder, settle, forMs: forMs / 2 })
  const first = await bare()
  const picture = [`width = ${width}`, `height = ${height}`, `fps = ${fps}`, `kilobits = ${kilobits}`]
  const camera = [`source = "file:${film}"`, ...picture]
  const house = await openHouse(`${folder}/${name}`, 'relay', { camera, clips: [], hold: HOLD })
  try {
    const [shelf, courier] = [await openShelf(house), await house.courier(FILMED)]
    await pause(warm)
    const idle = await look(house.agent().pid, forMs, ['door', 'camera', 'source'])
    say(`${name}: looked while nobody was there`)
    const { request } = await openFilmed(courier, HOLD)
    await pause(caughtUp)
    const [clip] = await shelf.of(request)
    const newest = async (): Promise<number> => (clip && (await shelf.newest(clip))) ?? 0
    const before = await newest()
    const recording = await look(house.agent().pid, forMs)
    const pace = paceOf((await newest()) - before, one, forMs)
    if (!recording.has('encoder')) throw new HausrechtError('bench_process', 'Nothing was recorded meanwhile')
    say(`${name}: looked while it recorded`)
    return { idle, recording, pace, bare: (first + (await bare())) / 2 }
  } finally {
    await house.end()
  }
}

const targetsOf = ({ name }: Case, { idle, recording, bare }: Costs): Target[] => [
  atMost(`${name}: device side idle, of a core`, 8, sumOf(idle), '%'),
  atMost(`${name}: device side recording, more than a bare ffmpeg by`, 20, (sumOf(recording) / bare - 1) * 100, '%'),
]

const figuresOf = ({ name }: Case, { idle, recording, pace, bare }: Costs): Figure[] => [
  figure(`${name}: pictures recorded, of those that came`, pace, ''),
  figure(`${name}: device side recording, of a core`, sumOf(recording), '%'),
  figure(`${name}: bare ffmpeg, of a core`, bare, '%'),
  figure(`${name}: what recording adds, against the bare ffmpeg`, (sumOf(recording) - sumOf(idle)) / bare, ''),
  ...ROLES.filter((role) => idle.has(role)).map((role) => figure(`${name}: idle, ${role}`, idle.get(role) ?? 0, '%')),
  ...ROLES.map((role) => figure(`${name}: recording, ${role}`, recording.get(role) ?? 0, '%')),
]

const run = async (setting: Setting): Promise<Measured> => {
  const { look: forMs } = SPANS[setting.size]
  const targets: Target[] = []
  const figures: Figure[] = []
  for (const one of CASES[setting.size]) {
    const costs = await costsOf(one, setting)
    targets.push(...targetsOf(one, costs))
    figures.push(...figuresOf(one, costs))
  }
  return {
    targets,
    figures,
    given: {
      'seconds of each look': forMs / 1000,
      camera: 'a recorded film of the drawn door, its JPEGs streamed by ffmpeg at their own pace',
      encoder: 'libx264, the same settings for both; the bare one reads the film itself',
      'device side': 'door, camera, encoder and source: all processes, all threads',
    },
  }
}

export const CAPTURE: Bench = {
  name: 'capture',
  about: 'CPU of the device side, idle and recording, beside a bare ffmpeg',
  run,
}
