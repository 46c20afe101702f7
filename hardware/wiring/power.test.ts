import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIMITS, railMillivolts, supplyMillivolts } from '../contract/limits.ts'
import { CUTS, meaning, reads, slackDegrees, wiperFraction } from './ladder.ts'
import {
  arrivesMv,
  backfeedUa,
  cableMilliohm,
  DIVIDERS,
  fullScaleMv,
  leftMv,
  marginsOf,
  needMa,
  pinMv,
  RESERVE,
  railsOf,
  sum,
  throughBuck,
} from './power.ts'
import { BUILDS } from './variants.ts'

const power = suite('wiring: power')

power('adds up the loads of a rail', () => {
  const loads = railsOf('servo')[0]?.loads ?? []
  assert.is(sum(loads, 'worstMa'), 1_971)
  assert.is(throughBuck(2_500), 1_471, '2.5 A × 6 V ÷ (12 V × 0.85)')
})

power('has supplies that cover the worst and a quarter more, on every rail of every build', () => {
  for (const build of BUILDS) {
    for (const rail of railsOf(build)) {
      assert.ok(
        rail.supplyMa >= sum(rail.loads, 'worstMa') * RESERVE,
        `${build}: ${rail.name} needs ${needMa(rail)} mA`,
      )
      assert.ok(rail.loads.every(({ typicalMa, worstMa }) => typicalMa > 0 && typicalMa <= worstMa))
    }
  }
})

power('keeps every voltage above what must arrive, with all tolerances against it', () => {
  for (const build of BUILDS) {
    for (const margin of marginsOf(build))
      assert.ok(leftMv(margin) > 0, `${build}: ${margin.what}: ${leftMv(margin)} mV`)
  }
})

power('measures margins against the limits the firmware has', () => {
  const floors = (build: (typeof BUILDS)[number]) => marginsOf(build).map(({ floorMv }) => floorMv)
  assert.ok(floors('servo').includes(LIMITS.SUPPLY_MIN_SERVO_MV + LIMITS.SUPPLY_HYSTERESIS_MV))
  assert.ok(floors('strike').includes(LIMITS.SUPPLY_MIN_RELAY_MV + LIMITS.SUPPLY_HYSTERESIS_MV))
})

power('would not let the servo hang on the Nano: its chip would fall below its brown-out', () => {
  const chip = marginsOf('servo').find(({ what }) => what.includes('chip'))
  assert.ok(chip)
  const overUsb = (2_500 * 300) / 1_000
  assert.ok(arrivesMv(chip) - overUsb < 4_300)
})

power('knows the resistance of copper there and back', () => {
  assert.is(Math.round(cableMilliohm(1.5, 0.75)), 70)
})

power('has dividers whose full scale is what firmware and agent reckon with', () => {
  for (const divider of DIVIDERS) {
    assert.is(fullScaleMv(divider), divider.fullMv)
    assert.ok(pinMv(divider) < 4_000, 'below the lowest supply of the chip')
    assert.ok(backfeedUa(divider) < 1_000, 'what a protection diode takes without harm')
  }
  assert.is(supplyMillivolts(1_024 / 4), DIVIDERS[1] ? fullScaleMv(DIVIDERS[1]) / 4 : 0)
  assert.is(railMillivolts(1_024 / 2), DIVIDERS[0] ? fullScaleMv(DIVIDERS[0]) / 2 : 0)
})

const position = suite('wiring: where the bolt is')

position('reads home and out where the firmware expects them', () => {
  for (const build of BUILDS) {
    assert.is(meaning(reads(build, 'home', 'none')), 'home', build)
    assert.is(meaning(reads(build, 'out', 'none')), 'out', build)
    assert.ok(Math.abs(reads(build, 'home', 'none') - LIMITS.POSITION_HOME) < 10)
    assert.ok(Math.abs(reads(build, 'out', 'none') - LIMITS.POSITION_OUT) < 20)
  }
})

position('never reads home by a cut wire while the bolt is out', () => {
  for (const build of BUILDS) {
    for (const cut of CUTS) assert.is.not(meaning(reads(build, 'out', cut)), 'home', `${build}, ${cut}`)
  }
})

position('is unknown when the wire to A0 or the 5 V wire is cut', () => {
  for (const build of BUILDS) {
    for (const at of ['home', 'out'] as const) {
      assert.is(meaning(reads(build, at, 'wiper')), 'unknown')
      assert.is(meaning(reads(build, at, 'five')), 'unknown')
    }
  }
})

position('leaves a thumb-turn some degrees of play at both ends', () => {
  assert.is(wiperFraction(45), 0.5)
  assert.ok(slackDegrees('home') >= 5 && slackDegrees('home') < 45)
  assert.ok(slackDegrees('out') >= 5 && slackDegrees('out') < 45)
})

power.run()
position.run()
