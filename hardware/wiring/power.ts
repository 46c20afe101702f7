// The power budget: what each rail must give at the worst, and what is left at the end of each cable. Pure arithmetic.
// Millivolts, milliamperes, milliohms as the names say. Figures of parts are from the makers' data where `from` says so;
// `reported`: published tests by others; `bound`: a limit the part may not pass; `chosen`: what the parts list asks for.

import { LIMITS } from '../contract/limits.ts'
import { type Build, FIRMWARE } from './variants.ts'

type Source = 'data' | 'reported' | 'bound' | 'chosen'

export interface Load {
  readonly what: string
  readonly typicalMa: number
  readonly worstMa: number
  readonly from: Source
  readonly why: string
}

export interface Rail {
  readonly name: string
  readonly mv: number
  readonly loads: readonly Load[]
  /** What the supply of this rail must be able to give. */
  readonly supplyMa: number
}

/** A supply must give a quarter more than the worst. */
export const RESERVE = 1.25
export const BUCK_EFFICIENCY = 0.85
const BOLT_MV = { servo: 6_000, relay: 12_000 } as const

const SERVO: Load = {
  what: 'servo, MG996R kind',
  typicalMa: 500,
  worstMa: 2_500,
  from: 'data',
  why: 'stalled at 6 V; moving freely 0.5 A; no current when the firmware stops its pulses',
}
const LAMP: Load = { what: 'infrared lamp', typicalMa: 300, worstMa: 500, from: 'chosen', why: 'at most 6 W at 12 V' }
const strikeLoad = (build: Build): Load => ({
  what: build === 'fail-safe' ? 'fail-safe strike' : 'fail-secure strike',
  typicalMa: build === 'fail-safe' ? 250 : 400,
  worstMa: 500,
  from: 'chosen',
  why: build === 'fail-safe' ? 'all the time it is locked' : 'only while open, a minute at most',
})
const RELAY12: Load = {
  what: '12 V relay board',
  typicalMa: 40,
  worstMa: 60,
  from: 'data',
  why: 'its coil, while open',
}

/** What the step-down converter takes from the 12 V rail for a current it gives. */
export const throughBuck = (ma: number): number => Math.ceil((ma * BOLT_MV.servo) / (BOLT_MV.relay * BUCK_EFFICIENCY))

const BUCK: Load = {
  what: 'step-down converter',
  typicalMa: throughBuck(SERVO.typicalMa),
  worstMa: throughBuck(SERVO.worstMa),
  from: 'data',
  why: `servo × 6 V ÷ (12 V × ${BUCK_EFFICIENCY})`,
}

const boltLoads = (build: Build): readonly Load[] => {
  if (build === 'servo') return [BUCK]
  return build === 'fail-safe' ? [strikeLoad(build), RELAY12] : [strikeLoad(build)]
}

const NANO: Load = {
  what: 'Nano with light, buzzer, sensor',
  typicalMa: 25,
  worstMa: 60,
  from: 'bound',
  why: 'chip and USB converter 30, buzzer 20 (the most a pin may give), light 4, resistors 1',
}
const CAMERA: Load = { what: 'USB camera', typicalMa: 250, worstMa: 500, from: 'bound', why: 'what USB 2.0 allows' }
const RELAY5: Load = {
  what: 'relay board',
  typicalMa: 75,
  worstMa: 85,
  from: 'data',
  why: 'coil of 70 Ω, and its light',
}
const PI4: Load = { what: 'Pi 4 alone', typicalMa: 600, worstMa: 1_300, from: 'reported', why: 'all four cores busy' }
const PI5: Load = { what: 'Pi 5 alone', typicalMa: 800, worstMa: 2_400, from: 'reported', why: 'all four cores busy' }

export const sum = (loads: readonly Load[], of: 'typicalMa' | 'worstMa'): number =>
  loads.reduce((total, load) => total + load[of], 0)

export function railsOf(build: Build): readonly Rail[] {
  const bolt: readonly Rail[] =
    build === 'servo' ? [{ name: 'step-down converter, 6 V', mv: BOLT_MV.servo, loads: [SERVO], supplyMa: 5_000 }] : []
  return [
    { name: '12 V supply', mv: BOLT_MV.relay, loads: [...boltLoads(build), LAMP], supplyMa: 3_000 },
    ...bolt,
    { name: 'Pi 4’s supply, 5.1 V', mv: 5_100, loads: [PI4, CAMERA, RELAY5, NANO], supplyMa: 3_000 },
    { name: 'Pi 5’s supply, 5.1 V', mv: 5_100, loads: [PI5, CAMERA, RELAY5, NANO], supplyMa: 5_000 },
    { name: 'USB sockets of a Pi 4', mv: 5_000, loads: [CAMERA, NANO], supplyMa: 1_200 },
    { name: 'USB sockets of a Pi 5 with its 5 A supply', mv: 5_000, loads: [CAMERA, NANO], supplyMa: 1_600 },
  ]
}

export const needMa = (rail: Rail): number => Math.ceil(sum(rail.loads, 'worstMa') * RESERVE)

/** Copper at 20 °C, ohm · mm² / m. */
const COPPER = 0.0175

/** There and back. */
export const cableMilliohm = (metres: number, squareMm: number): number => (2 * metres * COPPER * 1_000) / squareMm

export interface Drop {
  readonly what: string
  readonly mv: number
}

const ohmic = (what: string, milliohm: number, ma: number): Drop => ({ what, mv: Math.ceil((milliohm * ma) / 1_000) })

export interface Margin {
  readonly what: string
  readonly startMv: number
  readonly drops: readonly Drop[]
  /** What must at least arrive, and who says so. */
  readonly floorMv: number
  readonly floor: string
}

export const arrivesMv = (margin: Margin): number => margin.drops.reduce((left, drop) => left - drop.mv, margin.startMv)
export const leftMv = (margin: Margin): number => arrivesMv(margin) - margin.floorMv

const SUPPLY_TOLERANCE = 0.03
const PI_TOLERANCE = 0.02
/** The reference of the ADC is the Nano's own 5 V: the higher it is, the lower a voltage reads. An Uno has no diode. */
const REFERENCE_MAX_MV = 5_200
const DIVIDER_ERROR = 0.015

const lost = (what: string, mv: number, share: number): Drop => ({ what, mv: Math.ceil(mv * share) })
const readLow = (mv: number, dividerError: number): readonly Drop[] => [
  lost('reads low, as the board’s 5 V are 5.2 V', mv, 1 - 5_000 / REFERENCE_MAX_MV),
  lost(`resistors of 1 %, together ${dividerError * 100} %`, mv, dividerError),
]

function boltMargins(build: Build): readonly Margin[] {
  const hysteresis = LIMITS.SUPPLY_HYSTERESIS_MV
  if (FIRMWARE[build] === 'servo') {
    const regulation = lost('converter, 2.5 % low', BOLT_MV.servo, 0.025)
    return [
      {
        what: 'what A2 reads while the servo stalls',
        startMv: BOLT_MV.servo,
        drops: [regulation, ...readLow(BOLT_MV.servo, DIVIDER_ERROR)],
        floorMv: LIMITS.SUPPLY_MIN_SERVO_MV + hysteresis,
        floor: 'LIMITS.SUPPLY_MIN_SERVO_MV and its hysteresis: below, no unlock',
      },
      {
        what: 'at the stalled servo',
        startMv: BOLT_MV.servo,
        drops: [
          regulation,
          ohmic('0.5 m of 0.34 mm²', cableMilliohm(0.5, 0.34), SERVO.worstMa),
          ohmic('plugs and screws, 30 mΩ', 30, SERVO.worstMa),
        ],
        floorMv: 4_800,
        floor: 'the lowest voltage such a servo is made for',
      },
    ]
  }
  const worst = sum([...boltLoads(build), LAMP], 'worstMa')
  const toStrip = [
    lost('supply, 3 % low', BOLT_MV.relay, SUPPLY_TOLERANCE),
    ohmic('1.5 m of 0.75 mm²', cableMilliohm(1.5, 0.75), worst),
    ohmic('fuse and screws, 60 mΩ', 60, worst),
  ]
  return [
    {
      what: 'what A2 reads with strike and lamp on',
      startMv: BOLT_MV.relay,
      drops: [...toStrip, ...readLow(BOLT_MV.relay, DIVIDER_ERROR)],
      floorMv: LIMITS.SUPPLY_MIN_RELAY_MV + hysteresis,
      floor: 'LIMITS.SUPPLY_MIN_RELAY_MV and its hysteresis: below, no unlock',
    },
    {
      what: 'at the strike',
      startMv: BOLT_MV.relay,
      drops: [
        ...toStrip,
        ohmic('3 m of 0.5 mm²', cableMilliohm(3, 0.5), 500),
        ohmic('MOSFET or relay contact, 100 mΩ', 100, 500),
      ],
      floorMv: 10_800,
      floor: 'a 12 V strike works from 10 % below on',
    },
  ]
}

const piToUsb: readonly Drop[] = [
  lost('supply, 2 % low', 5_100, PI_TOLERANCE),
  { what: 'on the Pi, to its USB socket', mv: 100 },
]

const commonMargins: readonly Margin[] = [
  {
    what: 'at the Pi',
    startMv: 5_100,
    drops: piToUsb.slice(0, 1),
    floorMv: 4_630,
    floor: 'below, a Pi says “under-voltage” and slows down',
  },
  {
    what: 'at the Nano’s chip',
    startMv: 5_100,
    drops: [
      ...piToUsb,
      ohmic('USB lead, 300 mΩ', 300, NANO.worstMa),
      { what: 'the diode behind its USB socket', mv: 300 },
    ],
    floorMv: 4_500,
    floor: 'the most that brown-out detection set to 4.3 V may take (4.1 to 4.5 V)',
  },
  {
    what: 'what A1 reads with the camera on',
    startMv: 5_100,
    drops: [...piToUsb, ohmic('relay contact, 100 mΩ', 100, CAMERA.worstMa), ...readLow(5_100, 0.01)],
    floorMv: 4_000,
    floor: 'from here on the agent takes the camera for powered',
  },
  {
    what: 'at the camera',
    startMv: 5_100,
    drops: [
      ...piToUsb,
      ohmic('relay contact, 100 mΩ', 100, CAMERA.worstMa),
      ohmic('1 m of 0.2 mm²', cableMilliohm(1, 0.2), CAMERA.worstMa),
    ],
    floorMv: 4_400,
    floor: 'what USB 2.0 promises a device',
  },
]

export const marginsOf = (build: Build): readonly Margin[] => [...boltMargins(build), ...commonMargins]

export interface Divider {
  readonly pin: string
  readonly upOhm: number
  readonly downOhm: number
  readonly fullMv: number
  /** The most that can be on the wire. */
  readonly mostMv: number
}

export const DIVIDERS: readonly Divider[] = [
  { pin: 'A1', upOhm: 10_000, downOhm: 10_000, fullMv: LIMITS.RAIL_FULL_MV, mostMv: 5_250 },
  { pin: 'A2', upOhm: 30_000, downOhm: 10_000, fullMv: LIMITS.SUPPLY_FULL_MV, mostMv: 12_600 },
]

/** Volts on the wire at which the ADC is at its end, with a reference of 5 V. */
export const fullScaleMv = ({ upOhm, downOhm }: Divider): number => (5_000 * (upOhm + downOhm)) / downOhm
export const pinMv = ({ upOhm, downOhm, mostMv }: Divider): number => (mostMv * downOhm) / (upOhm + downOhm)
/** Into the pin of a Nano without power, in microamperes: its protection diode takes this. */
export const backfeedUa = ({ upOhm, mostMv }: Divider): number => ((mostMv - 500) * 1_000) / upOhm
