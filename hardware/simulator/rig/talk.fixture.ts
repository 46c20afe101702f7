// A Pi for tests: reads the rig's reports, sends commands and heartbeats. Only tests import it.

import {
  decodeReport,
  END_SYSEX,
  encodeCommand,
  framed,
  type RigCommand,
  type RigReport,
  type RigStatus,
  START_SYSEX,
} from '#hardware/contract/rig.ts'
import type { RigPort } from './port.ts'

export class Talk {
  readonly reports: RigReport[] = []
  readonly port: RigPort
  /** Everything the chip sent. */
  bytes = 0
  private message: number[] | undefined

  constructor(port: RigPort) {
    this.port = port
    port.on('data', (bytes) => {
      for (const byte of bytes) this.take(byte)
    })
  }

  send(command: RigCommand): void {
    this.port.write(Uint8Array.from(framed(encodeCommand(command))))
  }

  heartbeat(): void {
    if (this.port.isOpen) this.send({ kind: 'heartbeat' })
  }

  unlock(ms: number, id = 7): void {
    this.send({ kind: 'unlock', ms, id, seen: this.status?.seq ?? 0 })
  }

  get status(): RigStatus | undefined {
    return this.reports.findLast((report): report is RigStatus => report.kind === 'status')
  }

  of<Kind extends RigReport['kind']>(kind: Kind): Extract<RigReport, { kind: Kind }>[] {
    return this.reports.filter((report): report is Extract<RigReport, { kind: Kind }> => report.kind === kind)
  }

  private take(byte: number): void {
    this.bytes++
    if (byte === START_SYSEX) this.message = []
    else if (byte !== END_SYSEX) this.message?.push(byte)
    else if (this.message) {
      const [number = 0, ...data] = this.message
      const report = decodeReport(number, data)
      if (report) this.reports.push(report)
      this.message = undefined
    }
  }
}
