// Makes avr8js' timers wake the run loop at compare matches and overflows only, not at every count: idle costs
// little then. Also keeps the other flags of TIFR when one is cleared. Owns no register of its own.

import { AVRTimer, type CPU, type timer0Config } from 'avr8js'
import type { Interrupt } from './core.ts'

export type TimerConfig = typeof timer0Config

/** What must be reached of avr8js that its types keep private. */
interface Inside {
  count: (reschedule?: boolean, external?: boolean) => void
  readonly tcnt: number
  readonly divider: number
  readonly lastCycle: number
  readonly ocrA: number
  readonly ocrB: number
  readonly TOP: number
  readonly MAX: number
  readonly timerMode: number
  readonly countingUp: boolean
  readonly tcntUpdated: boolean
  readonly updateDivider: boolean
  readonly OVF: Interrupt
  readonly OCFA: Interrupt
  readonly OCFB: Interrupt
}

const PHASE_CORRECT = 1
const PHASE_FREQUENCY_CORRECT = 4

/** Counts until something of the timer can change: a match, the top or the bottom. */
const countsAhead = (timer: Inside): number => {
  const { tcnt, TOP, MAX, ocrA, ocrB } = timer
  const phase = timer.timerMode === PHASE_CORRECT || timer.timerMode === PHASE_FREQUENCY_CORRECT
  const down = phase && !timer.countingUp
  const wrap = (tcnt > TOP ? MAX : TOP) - tcnt + (phase ? 0 : 1)
  // From the bottom, a jump over the whole round would hide itself from avr8js: stop at the top once.
  const ways = [
    tcnt === 0 && !down ? TOP : wrap,
    down ? tcnt : wrap,
    down ? tcnt - ocrA : ocrA - tcnt,
    down ? tcnt - ocrB : ocrB - tcnt,
  ]
  return Math.max(1, Math.min(...ways.filter((way) => way > 0)))
}

/** Registers whose change moves the next match. */
const matchRegisters = (config: TimerConfig): number[] =>
  [config.OCRA, config.OCRB, config.ICR, config.TCCRA, config.TCNT].filter((address) => address !== 0)

export const attachTimer = (cpu: CPU, config: TimerConfig): void => {
  const timer = new AVRTimer(cpu, config) as unknown as Inside
  const original = timer.count
  const pace = (): void => {
    while (cpu.clearClockEvent(timer.count));
    if (timer.divider === 0 && !timer.updateDivider) return
    const pending = timer.tcntUpdated || timer.updateDivider
    const at = pending ? cpu.cycles + 1 : timer.lastCycle + countsAhead(timer) * timer.divider
    cpu.addClockEvent(timer.count, at - cpu.cycles)
  }
  timer.count = (reschedule = true, external = false) => {
    // With the divider changing, the original schedules a count by itself: pace() replaces it.
    const scheduledByItself = timer.updateDivider
    original(false, external)
    if (reschedule || scheduledByItself) pace()
  }
  for (const address of matchRegisters(config)) {
    const hook = cpu.writeHooks[address]
    cpu.writeHooks[address] = (value, old, addr, mask) => {
      if (!timer.tcntUpdated && !timer.updateDivider) timer.count(false)
      const done = hook?.(value, old, addr, mask)
      pace()
      return done ?? false
    }
  }
  cpu.writeHooks[config.TIFR] = (value, old, _address, mask) => {
    for (const each of [timer.OVF, timer.OCFA, timer.OCFB]) cpu.clearInterruptByFlag(each, value & mask)
    cpu.data[config.TIFR] = old & ~(value & mask)
    return true
  }
}
