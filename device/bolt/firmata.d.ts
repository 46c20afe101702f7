// The part of firmata 2.3 that is used here; the package brings no types.

declare module 'firmata' {
  import type { EventEmitter } from 'node:events'

  namespace Firmata {
    /** What Firmata needs of a serial port. Events: `data` with bytes, `close`, `error`, `open`. */
    interface Transport extends EventEmitter {
      write(bytes: Uint8Array, done?: () => void): unknown
    }
  }

  /** Events used: `queryfirmware`, `ready`, `error`. */
  class Firmata extends EventEmitter {
    constructor(transport: Firmata.Transport, options: { readonly reportVersionTimeout: number })
    readonly isReady: boolean
    readonly firmware: {
      readonly name?: string
      readonly version?: { readonly major: number; readonly minor: number }
    }
    /** @param message what goes between START_SYSEX and END_SYSEX */
    sysexCommand(message: readonly number[]): this
    /** For every board of the process, whichever registers it. @throws when the number has a handler */
    sysexResponse(number: number, handler: (this: Firmata, data: number[]) => void): this
  }
  export = Firmata
}
