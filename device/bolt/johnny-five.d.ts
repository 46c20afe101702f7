// The part of johnny-five 2.1 that is used here; the package brings no types.

declare module 'johnny-five' {
  import type { EventEmitter } from 'node:events'
  import type Firmata from 'firmata'

  interface Part {
    readonly board: Board
    readonly pin: number
  }

  /** Events used: `ready`, `error`. */
  export class Board extends EventEmitter {
    constructor(options: { readonly io: Firmata; readonly repl: false; readonly debug: false; readonly sigint: false })
    /** Every board ever made; the package itself forgets none. */
    static readonly cache: Board[]
    readonly isReady: boolean
  }
  export class Led {
    constructor(options: Part)
    on(): this
    off(): this
  }
  export class Relay {
    constructor(options: Part & { readonly type: 'NO' })
    close(): this
    open(): this
  }
  export class Pin {
    constructor(options: Part)
    high(): this
    low(): this
  }
  const five: {
    readonly Board: typeof Board
    readonly Led: typeof Led
    readonly Relay: typeof Relay
    readonly Pin: typeof Pin
  }
  export default five
}
