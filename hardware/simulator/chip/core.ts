// The run loop around avr8js' processor: sleep that skips, exact interrupt delay, a stop at any cycle.
// Owns when instructions, clock events and interrupts happen. Knows no pins and no peripherals.

import { avrInstruction, avrInterrupt, CPU } from 'avr8js'
import { HausrechtError } from '#protocol/fault.ts'

/** Cycles a second of the rig's crystal. */
export const CLOCK_HZ = 16_000_000
export const CYCLES_PER_MS = CLOCK_HZ / 1000
const SRAM_BYTES = 2048

const SREG = 0x5f
const SMCR = 0x53
const SEI = 0x9478
const RETI = 0x9518
const SLEEP = 0x9588
const CBI = 0x9800

export interface Interrupt {
  readonly address: number
  readonly flagRegister: number
  readonly flagMask: number
  readonly enableRegister: number
  readonly enableMask: number
  readonly constant?: boolean
}

interface ClockEvent {
  cycles: number
  callback: () => void
  next: ClockEvent | null
}

/** What the loop must reach of avr8js that its types keep private. */
interface Inside {
  nextClockEvent: ClockEvent | null
  readonly clockEventPool: ClockEvent[]
  readonly pendingInterrupts: (Interrupt | null)[]
}

/** One life of the processor, from a reset to the next. */
export class Core {
  readonly cpu: CPU
  /** Cycle of what happens now: the scheduled one inside a clock event, else the processor's own. */
  private eventCycle = -1
  private asleep = false
  private holdInterrupts = false
  private until = 0
  private readonly inside: Inside

  constructor(program: Uint16Array, startCycle: number) {
    this.cpu = new CPU(program, SRAM_BYTES)
    this.cpu.cycles = startCycle
    this.inside = this.cpu as unknown as Inside
  }

  get cycle(): number {
    return this.eventCycle >= 0 ? this.eventCycle : this.cpu.cycles
  }

  get sleeping(): boolean {
    return this.asleep
  }

  /** Calls back once, `cycles` from now (at least 1). */
  after(cycles: number, call: () => void): void {
    this.cpu.addClockEvent(call, cycles - (this.cpu.cycles - this.cycle))
  }

  /** Sends the main program elsewhere (a word address), awake. */
  divert(pc: number): void {
    this.cpu.pc = pc
    this.asleep = false
  }

  /** Ends a run early, after the instruction or event in hand. */
  stop(): void {
    this.until = 0
  }

  /** Runs to the cycle, at most a few cycles beyond (an instruction is never cut). */
  run(until: number): void {
    const { cpu, inside } = this
    const { data, progMem } = cpu
    this.until = until
    while (cpu.cycles < this.until) {
      if (inside.nextClockEvent !== null && inside.nextClockEvent.cycles <= cpu.cycles) {
        this.fire()
        continue
      }
      if (this.holdInterrupts) this.holdInterrupts = false
      else if (cpu.nextInterrupt >= 0 && (data[SREG] ?? 0) & 0x80) this.interrupt()
      if (this.asleep) {
        cpu.cycles = Math.min(inside.nextClockEvent?.cycles ?? until, until)
        continue
      }
      this.step(progMem[cpu.pc] ?? 0)
    }
  }

  private step(opcode: number): void {
    avrInstruction(this.cpu)
    // ATmega328P datasheet §7.7: one more instruction runs after SEI and RETI before any interrupt.
    if (opcode === SEI || opcode === RETI) this.holdInterrupts = true
    else if (opcode === SLEEP) this.fallAsleep()
    // CBI takes two cycles; avr8js counts one.
    else if ((opcode & 0xff00) === CBI) this.cpu.cycles++
  }

  private fire(): void {
    const { inside } = this
    const event = inside.nextClockEvent
    if (event === null) return
    inside.nextClockEvent = event.next
    this.eventCycle = event.cycles
    try {
      event.callback()
    } finally {
      this.eventCycle = -1
    }
    if (inside.clockEventPool.length < 10) inside.clockEventPool.push(event)
  }

  private interrupt(): void {
    const { cpu, inside } = this
    const pending = inside.pendingInterrupts[cpu.nextInterrupt]
    if (!pending) return
    // §7.7.1: four cycles to enter, four more out of sleep; avr8js counts two.
    cpu.cycles += this.asleep ? 6 : 2
    this.asleep = false
    avrInterrupt(cpu, pending.address)
    if (pending.constant !== true) cpu.clearInterrupt(pending)
  }

  private fallAsleep(): void {
    const smcr = this.cpu.data[SMCR] ?? 0
    if ((smcr & 1) === 0) return
    if (smcr & 0x0e) {
      throw new HausrechtError('sim_sleep_mode', 'the simulator knows idle sleep only: set SMCR to SLEEP_MODE_IDLE')
    }
    this.asleep = true
  }
}
