// The boot loader of an Arduino Uno (Optiboot): STK500 version 1 (Atmel AVR061) over the serial line, as far as avrdude's
// "arduino" programmer speaks it. Bytes in, bytes out; when it runs is the machine's business.

import { FLASH_BYTES } from './hex.ts'

const INSYNC = 0x14
const OK = 0x10
const EOP = 0x20
const READ_PAGE = 0x74
const PROGRAM_PAGE = 0x64
const LOAD_ADDRESS = 0x55
const READ_SIGNATURE = 0x75
const GET_PARAMETER = 0x41
const LEAVE = 0x51
/** Bytes between command and EOP, for commands that carry any; a page's data comes on top (AVR061, §4). */
const ARGUMENTS: Readonly<Record<number, number>> = {
  [GET_PARAMETER]: 1,
  66: 20, // SET_DEVICE
  69: 5, // SET_DEVICE_EXT
  [LOAD_ADDRESS]: 2,
  86: 4, // UNIVERSAL
  [PROGRAM_PAGE]: 3,
  [READ_PAGE]: 3,
}
const VERSION: Readonly<Record<number, number>> = { 129: 8, 130: 0 }
const ANY_PARAMETER = 3
/** Nobody writes larger pages to this chip. */
const PAGE_MOST = 256
/** What stands in for the 512 bytes of the boot loader itself: not to be written over. */
const OWN_BYTES = 512

export const ATMEGA328P = [0x1e, 0x95, 0x0f] as const

export interface BootLoaderOptions {
  /** What chip it says it is. */
  readonly signature?: readonly number[]
  /** A byte of the flash that keeps no new value: a worn chip. */
  readonly worn?: number
  /** After each page that was written; its byte address. */
  readonly wrote?: (address: number) => void
}

export class BootLoader {
  /** It was told to start the program, or spoken to in another tongue. */
  left = false
  private readonly flash: Uint8Array
  private readonly options: BootLoaderOptions
  private message: number[] = []
  private address = 0

  /** @param flash all 32,768 bytes; written in place */
  constructor(flash: Uint8Array, options: BootLoaderOptions) {
    this.flash = flash
    this.options = options
  }

  /** One byte from the Pi. @returns what is answered */
  take(byte: number): number[] {
    if (this.left) return []
    this.message.push(byte)
    if (this.message.length <= this.expected) return []
    const message = this.message
    this.message = []
    if (message.at(-1) === EOP) return this.obey(message)
    // Optiboot lets its watchdog start the program then.
    this.left = true
    return []
  }

  /** Bytes before the EOP of the message in hand. */
  private get expected(): number {
    const [command = 0, high = 0, low = 0] = this.message
    const fixed = 1 + (ARGUMENTS[command] ?? 0)
    const data = command === PROGRAM_PAGE && this.message.length > 2 ? Math.min(PAGE_MOST, high * 256 + low) : 0
    return fixed + data
  }

  private obey([command = 0, ...rest]: readonly number[]): number[] {
    const [first = 0, second = 0] = rest
    switch (command) {
      case LOAD_ADDRESS:
        this.address = 2 * (second * 256 + first)
        return [INSYNC, OK]
      case GET_PARAMETER:
        return [INSYNC, VERSION[first] ?? ANY_PARAMETER, OK]
      case READ_SIGNATURE:
        return [INSYNC, ...(this.options.signature ?? ATMEGA328P), OK]
      case READ_PAGE:
        return [INSYNC, ...this.flash.subarray(this.address, this.address + first * 256 + second), OK]
      case PROGRAM_PAGE:
        this.write(rest.slice(3, -1))
        return [INSYNC, OK]
      case LEAVE:
        this.left = true
        return [INSYNC, OK]
      default:
        return [INSYNC, OK]
    }
  }

  private write(page: readonly number[]): void {
    const { worn, wrote } = this.options
    for (const [at, byte] of page.entries()) {
      const address = this.address + at
      if (address < FLASH_BYTES - OWN_BYTES && address !== worn) this.flash[address] = byte
    }
    wrote?.(this.address)
  }
}
