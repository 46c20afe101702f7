// What johnny-five drives: light, buzzer, camera relay, infrared. Never the bolt, which no pin message moves.

import type Firmata from 'firmata'
import type { Board, default as JohnnyFive } from 'johnny-five'
import { PIN } from '#hardware/contract/pins.ts'
import type { Show } from './pattern.ts'
import type { Power } from './port.ts'

export interface Outputs {
  show(show: Show): void
  power(power: Power): void
  /** johnny-five keeps every board and part it ever made: these are emptied, board included. */
  release(): void
}

let loaded: typeof JohnnyFive | undefined

/** It is large: a door that starts answers before it is read, and has it before it talks to a rig. */
export const loadOutputs = async (): Promise<typeof JohnnyFive> => {
  loaded ??= (await import('johnny-five')).default
  return loaded
}

/** Resolves in the next turn where `loadOutputs` was called before, `io` being ready. */
export async function openOutputs(io: Firmata): Promise<Outputs> {
  const five = loaded ?? (await loadOutputs())
  const board = new five.Board({ io, repl: false, debug: false, sigint: false })
  board.on('error', () => undefined)
  await new Promise<void>((ready) => {
    board.once('ready', ready)
  })
  return outputsOf(five, board, io)
}

const empty = (part: object): void => {
  for (const key of Object.keys(part)) Reflect.deleteProperty(part, key)
}

function outputsOf(five: typeof JohnnyFive, board: Board, io: Firmata): Outputs {
  const light = new five.Led({ pin: PIN.statusLed, board })
  const camera = new five.Relay({ pin: PIN.cameraRelay, type: 'NO', board })
  const infrared = new five.Led({ pin: PIN.infrared, board })
  const buzzer = new five.Pin({ pin: PIN.buzzer, board })
  return {
    show: (show) => {
      if (show.light) light.on()
      else light.off()
      if (show.sound) buzzer.high()
      else buzzer.low()
    },
    power: (power) => {
      if (power.camera) camera.close()
      else camera.open()
      if (power.infrared) infrared.on()
      else infrared.off()
    },
    release: () => {
      board.removeAllListeners()
      const at = five.Board.cache.indexOf(board)
      if (at >= 0) five.Board.cache.splice(at, 1)
      for (const part of [light, camera, infrared, buzzer, board, io]) empty(part)
    },
  }
}
