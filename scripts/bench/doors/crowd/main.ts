// A crowd of idle doors: main.ts '{"port":…,"bridge":"…","doors":…,"first":…}'. Prints a line of JSON when all of them
// are connected, and one for each connection lost after that.

import * as z from 'zod'
import { ThumbprintSchema } from '#protocol/ids.ts'
import { startDoor } from './door.ts'

const asked = z
  .strictObject({
    port: z.int(),
    bridge: ThumbprintSchema,
    doors: z.int().min(1),
    /** Number of the first door: each has an address of its own by its number. */
    first: z.int().min(0),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

/** Doors on their way in at a time. */
const AT_ONCE = 32

const say = (event: object): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

/** 127.16.0.1 and on: all of 127/8 is this machine. */
const addressOf = (number: number): string => `127.${16 + (number >> 16)}.${(number >> 8) & 0xff}.${number & 0xff}`

let next = 0
const queue = async (): Promise<void> => {
  while (next < asked.doors) {
    const address = addressOf(asked.first + next + 1)
    next += 1
    const door = await startDoor({ ...asked, address }, () => say({ lost: address }))
    door.live()
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, queue))
say({ ready: true, doors: asked.doors })
