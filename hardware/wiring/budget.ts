// The power budget and the position sensor's arithmetic as a page. Pure: generate.ts writes it, a test compares it.

import { type Cut, LADDER_OHM, meaning, POTENTIOMETER, PULL_OHM, reads, slackDegrees } from './ladder.ts'
import { amperes, page, table, volts } from './markdown.ts'
import {
  arrivesMv,
  BUCK_EFFICIENCY,
  backfeedUa,
  DIVIDERS,
  fullScaleMv,
  leftMv,
  type Margin,
  marginsOf,
  needMa,
  pinMv,
  type Rail,
  RESERVE,
  railsOf,
  sum,
} from './power.ts'
import { BUILD_TITLES, BUILDS, type Build } from './variants.ts'

const SOURCES = {
  data: 'maker’s data',
  reported: 'tests by others',
  bound: 'upper limit',
  chosen: 'parts list',
} as const

function railLines(rail: Rail): readonly string[] {
  const worst = sum(rail.loads, 'worstMa')
  return [
    `**${rail.name}**`,
    '',
    ...table(
      ['load', 'typical', 'worst', 'figure from', 'why'],
      [
        ...rail.loads.map((load) => [
          load.what,
          `${load.typicalMa} mA`,
          `${load.worstMa} mA`,
          SOURCES[load.from],
          load.why,
        ]),
        ['together', `${sum(rail.loads, 'typicalMa')} mA`, `${worst} mA`, '', ''],
      ],
    ),
    '',
    `${worst} mA × ${RESERVE} = ${needMa(rail)} mA; it gives ${amperes(rail.supplyMa)}: ${rail.supplyMa - needMa(rail)} mA to spare.`,
    '',
  ]
}

function marginLines(margin: Margin): readonly string[] {
  const way = [volts(margin.startMv), ...margin.drops.map((drop) => `${volts(drop.mv)} (${drop.what})`)].join(' − ')
  return [
    `- **${margin.what}**: ${way} = ${volts(arrivesMv(margin))}.`,
    `  At least ${volts(margin.floorMv)} (${margin.floor}): **${volts(leftMv(margin))} to spare**.`,
  ]
}

const isOwn = (rail: Rail): boolean => !/Pi|USB/.test(rail.name)
const ownMargins = (build: Build): readonly Margin[] => marginsOf(build).slice(0, 2)
const shared = (): readonly Margin[] => marginsOf('servo').slice(2)

const buildLines = (build: Build): readonly string[] => [
  `## ${BUILD_TITLES[build]}`,
  '',
  ...railsOf(build).filter(isOwn).flatMap(railLines),
  ...ownMargins(build).flatMap(marginLines),
  '',
]

const CUT_NAMES: Readonly<Record<Cut, string>> = {
  none: 'whole',
  wiper: 'wire to A0 cut',
  five: '5 V wire cut',
  ground: 'ground wire cut',
}

function positionLines(): readonly string[] {
  const rows = (['servo', 'strike'] as const).flatMap((build) =>
    (['none', 'wiper', 'five', 'ground'] as const).map((cut) => {
      const both = (['home', 'out'] as const).map((at) => reads(build, at, cut))
      return [BUILD_TITLES[build], CUT_NAMES[cut], ...both.map((reading) => `${reading}: ${meaning(reading)}`)]
    }),
  )
  return [
    '## Where the bolt is (A0)',
    '',
    `Potentiometer: ${POTENTIOMETER.endOhm} Ω + ${POTENTIOMETER.ohm / 1_000} kΩ + ${POTENTIOMETER.endOhm} Ω from ground to 5 V; the gears make`,
    `${POTENTIOMETER.turnDegrees}° of the thumb-turn ${POTENTIOMETER.turnDegrees * POTENTIOMETER.gear}° of its ${POTENTIOMETER.degrees}°. Strike: ${LADDER_OHM.ground} Ω, ${LADDER_OHM.between} Ω, ${LADDER_OHM.five} Ω; its`,
    `contact takes the lower tap while locked. ${PULL_OHM / 1_000} kΩ to ground beside the Nano, in both.`,
    '',
    ...table(['build', 'wires', 'locked reads', 'open reads'], rows),
    '',
    'No single cut wire reads `home` while the bolt is out. The thumb-turn may stop',
    `${slackDegrees('home')}° short of locked and ${slackDegrees('out')}° short of open before its reading leaves the band.`,
    '',
  ]
}

function dividerLines(): readonly string[] {
  return [
    '## Dividers (A1, A2)',
    '',
    ...table(
      ['pin', 'resistors', 'full scale', 'at most on the wire', 'at the pin then', 'into a Nano without power'],
      DIVIDERS.map((divider) => [
        divider.pin,
        `${divider.upOhm / 1_000} kΩ over ${divider.downOhm / 1_000} kΩ`,
        volts(fullScaleMv(divider)),
        volts(divider.mostMv),
        volts(pinMv(divider)),
        `${(backfeedUa(divider) / 1_000).toFixed(2)} mA`,
      ]),
    ),
    '',
    'Full scale is at a reference of 5 V, which is the Nano’s own supply. Where that is 4.6 V only, all reads 9 % high: the floor of',
    '4.5 V for a servo is then 4.1 V. It turns slowly there or not at all, which its feedback tells.',
    '',
  ]
}

/** The whole text of power.md. */
export function powerBudget(): string {
  return page([
    '# Power budget',
    '',
    'Made by `hardware/wiring/generate.ts` from `power.ts` and `ladder.ts`: change those. Every supply covers the worst of its',
    `loads × ${RESERVE}; every voltage is followed to where it is needed, with all tolerances against you. Copper: 0.0175 Ω·mm²/m, there`,
    `and back. Converter: ${BUCK_EFFICIENCY * 100} % efficient.`,
    '',
    ...BUILDS.flatMap(buildLines),
    '## Pi, Nano and camera, in every build',
    '',
    ...railsOf('servo')
      .filter((rail) => !isOwn(rail))
      .flatMap(railLines),
    'A Pi 5 with a 3 A supply gives its sockets 0.6 A in all, too little for that: give it the 5 A one. The servo never hangs on',
    'the Nano or the Pi: its 2.5 A would pull the Nano under its brown-out detection (efuse 0xFC, 4.3 V), which locks, again and again.',
    '',
    ...shared().flatMap(marginLines),
    '',
    ...positionLines(),
    ...dividerLines(),
  ])
}
