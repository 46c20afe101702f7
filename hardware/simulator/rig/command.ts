// Everything a person or a fault can do to the rig, as data: one table for tests, the program's control and the CLI.

import * as z from 'zod'
import { KEYPAD_WIRES } from '../world/hands.ts'

const on = z.boolean().default(true)
const milliseconds = z.number().min(1).max(600_000)

/** `do` is the name; the rest are its parameters. Milliseconds and millivolts as named. */
export const simCommand = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('door.open') }),
  z.strictObject({ do: z.literal('door.close') }),
  z.strictObject({ do: z.literal('press'), button: z.enum(['egress', 'pairing']), ms: milliseconds.default(200) }),
  z.strictObject({ do: z.literal('type'), keys: z.string().min(1).max(32) }),
  /** By the mechanical key or thumb-turn: opens without a grant; `release` lets go. */
  z.strictObject({ do: z.literal('key.turn'), to: z.enum(['home', 'out', 'release']) }),
  z.strictObject({ do: z.literal('supply'), mv: z.number().min(0).max(20_000) }),
  /** The reset button of the board. */
  z.strictObject({ do: z.literal('reset') }),
  z.strictObject({ do: z.literal('serial.unplug') }),
  z.strictObject({ do: z.literal('serial.plug') }),
  z.strictObject({ do: z.literal('fault.jam'), on }),
  z.strictObject({ do: z.literal('fault.stall'), on }),
  z.strictObject({ do: z.literal('fault.bolt-sensor'), kind: z.enum(['none', 'frozen', 'cut', 'shorted', 'swapped']) }),
  /** A wire of the keypad is cut. */
  z.strictObject({ do: z.literal('fault.keypad'), wire: z.enum(KEYPAD_WIRES) }),
  /** `closed`: held by a magnet; `open`: its wire is cut. */
  z.strictObject({ do: z.literal('fault.reed'), kind: z.enum(['none', 'closed', 'open']) }),
  z.strictObject({ do: z.literal('fault.rail'), kind: z.enum(['none', 'welded', 'dead']) }),
  z.strictObject({
    do: z.literal('fault.brown-out'),
    ms: milliseconds.default(200),
    mv: z.number().min(0).max(4_000).default(2_000),
  }),
  /** The main loop stops; `deaf`: interrupts stop too. */
  z.strictObject({ do: z.literal('fault.hang'), deaf: z.boolean().default(false) }),
  z.strictObject({
    do: z.literal('fault.noise'),
    count: z.number().int().min(1).max(4_096).default(64),
    seed: z.number().int().default(1),
    to: z.enum(['chip', 'pi', 'both']).default('both'),
  }),
  /** Share of bytes that arrive as something else, both ways; 0 ends it. */
  z.strictObject({
    do: z.literal('fault.line-errors'),
    rate: z.number().min(0).max(1),
    seed: z.number().int().default(1),
  }),
  /** Heartbeats of the Pi vanish on the line. */
  z.strictObject({ do: z.literal('fault.heartbeat'), on }),
  /** Everything the Pi sends vanishes on the line. */
  z.strictObject({ do: z.literal('fault.deaf'), on }),
  z.strictObject({ do: z.literal('fault.clear') }),
])

export type SimCommand = z.infer<typeof simCommand>
export type SimOutcome = { readonly ok: true } | { readonly ok: false; readonly why: string }
