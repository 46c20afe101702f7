// One connection to a rig: fresh transport, Firmata and board, from the handshake to its end. What it is told after
// its end goes nowhere.

import Firmata from 'firmata'
import {
  encodeCommand,
  LIMITS,
  type RigAnswer,
  type RigCommand,
  type RigReport,
  type RigStatus,
} from '#hardware/contract/rig.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import { type Firmware, type Misfit, misfitOf, showFirmware, tellMisfit } from './firmware.ts'
import type { Line } from './line.ts'
import { type Outputs, openOutputs } from './outputs.ts'
import { startedAnew } from './reading.ts'
import { routeReports } from './reports.ts'
import { FirmataTransport } from './transport.ts'

/** A board's boot loader waits up to two seconds before it starts the firmware. */
const HANDSHAKE_WITHIN = seconds(5)
const SILENT_AFTER = millis(1500)
const WATCH_EACH = millis(250)
/** Firmata's own wait, in real milliseconds, before it asks for the version. */
const ASK_VERSION_AFTER = 1

export interface SessionHears {
  status(status: RigStatus): void
  answer(answer: RigAnswer): void
  key(key: string): void
  /** Once; after it nothing. */
  gone(why: string): void
}

/** Why there is no connection, or none any more. */
export interface Loss {
  readonly why: string
  /** A board is there, but not one to work with. */
  readonly misfit?: Misfit
}

const DEAF: SessionHears = { status: () => {}, answer: () => {}, key: () => {}, gone: () => {} }

export class Session {
  /** Name and version as the rig reports them. */
  firmware = ''
  /** The same in parts; undefined: it has not said. */
  found: Firmware | undefined
  private readonly clock: Clock
  private readonly transport: FirmataTransport
  private readonly io: Firmata
  private readonly timers: Cancel[] = []
  private hears = DEAF
  private outputs: Outputs | undefined
  private newest: RigStatus | undefined
  private heardAt: Millis
  private ended: Loss | undefined
  private end: (why: string) => void = () => {}

  private readonly takes: (misfit: Misfit) => boolean

  /** @param takes which misfits are let through: for who only wants to flash it */
  constructor(line: Line, clock: Clock, takes: (misfit: Misfit) => boolean = () => false) {
    this.clock = clock
    this.takes = takes
    this.heardAt = clock.monotonic()
    this.transport = new FirmataTransport(line, (why) => this.finish(why))
    this.io = new Firmata(this.transport, { reportVersionTimeout: ASK_VERSION_AFTER })
    this.io.on('error', () => this.finish('the line failed'))
    routeReports(this.io, (report) => this.hear(report))
  }

  /** Resolves with the reason when this is no rig of ours, or none at all; with undefined when it is. */
  async handshake(): Promise<Loss | undefined> {
    const cancel = this.clock.after(HANDSHAKE_WITHIN, () => this.finish('no rig answers'))
    const over = new Promise<void>((resolve) => {
      this.end = () => resolve()
      if (this.ended !== undefined) resolve()
    })
    await Promise.race([over, this.greet()])
    cancel()
    return this.ended
  }

  /** From here on it is watched, and heard. */
  start(hears: SessionHears): Outputs | undefined {
    this.hears = hears
    this.heardAt = this.clock.monotonic()
    this.timers.push(
      this.clock.every(millis(LIMITS.HEARTBEAT_EVERY_MS), () => this.send({ kind: 'heartbeat' })),
      this.clock.every(WATCH_EACH, () => this.watch()),
    )
    this.send({ kind: 'heartbeat' })
    this.send({ kind: 'status-query' })
    return this.outputs
  }

  /** `seq` of the newest STATUS; undefined: none yet. */
  get seen(): number | undefined {
    return this.newest?.seq
  }

  /** The bytes are on their way when this returns. */
  send(command: RigCommand): void {
    if (this.ended === undefined) this.io.sysexCommand(encodeCommand(command))
  }

  /** Ends the connection; nobody is told. */
  close(): void {
    this.hears = DEAF
    this.finish('closed')
  }

  private async greet(): Promise<void> {
    await this.named()
    if (this.isOver()) return
    if (!this.io.isReady) await new Promise<void>((ready) => this.io.once('ready', ready))
    this.outputs = await openOutputs(this.io)
    if (this.isOver()) this.outputs.release()
  }

  private isOver(): boolean {
    return this.ended !== undefined
  }

  /** Waits for name and version, and looks at them before anything else is said to the board. */
  private async named(): Promise<void> {
    await new Promise<void>((named) => this.io.once('queryfirmware', named))
    const { name = 'nameless', version } = this.io.firmware
    this.found = { name, major: version?.major ?? 0, minor: version?.minor ?? 0 }
    this.firmware = showFirmware(this.found)
    const misfit = misfitOf(this.found)
    if (misfit && !this.takes(misfit)) this.finish(tellMisfit(misfit, this.found), misfit)
  }

  private hear(report: RigReport | undefined): void {
    if (!report || this.ended !== undefined) return
    switch (report.kind) {
      case 'status':
        this.measured(report)
        return
      case 'answer':
        this.hears.answer(report)
        return
      case 'key':
        this.hears.key(report.key)
        return
      case 'moved':
        // A STATUS with the same news follows it.
        return
    }
  }

  private measured(status: RigStatus): void {
    const before = this.newest
    this.transport.checked()
    this.heardAt = this.clock.monotonic()
    this.newest = status
    if (before && startedAnew(before, status) && this.hears !== DEAF) this.finish('the rig started anew')
    else this.hears.status(status)
  }

  private watch(): void {
    if (this.clock.monotonic() - this.heardAt >= SILENT_AFTER) this.finish('the rig is silent')
  }

  private finish(why: string, misfit?: Misfit): void {
    if (this.ended !== undefined) return
    this.ended = misfit ? { why, misfit } : { why }
    for (const cancel of this.timers) cancel()
    this.transport.end()
    this.io.removeAllListeners()
    // Later: Firmata's parser may be the one that called.
    queueMicrotask(() => this.outputs?.release())
    this.end(why)
    this.hears.gone(why)
  }
}
