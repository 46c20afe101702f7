// The doors one owns: how to reach and recognise each. Their names stay on this machine.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema } from '#protocol/ids.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { usage } from '../spoken.ts'
import { readRecord, writeRecord } from './file.ts'
import { checkName } from './names.ts'

export const BridgeSchema = z.strictObject({
  /** Where it answers over HTTP; absent in a grant that came without it. */
  http: z.url({ protocol: /^https?$/ }).optional(),
  /** Where it listens for MQTT. */
  mqtt: z.url({ protocol: /^(wss?|mqtts?)$/ }),
  key: PublicJwkSchema,
})
export type Bridge = z.infer<typeof BridgeSchema>

const DoorSchema = z.strictObject({
  name: z.string(),
  id: DoorIdSchema,
  key: PublicJwkSchema,
  bridge: BridgeSchema,
  /** Name of the key that owns it. */
  owner: z.string(),
  paired: EpochMsSchema,
  /** The latest revocation list signed here or seen there, as a token. */
  revocations: z.string().optional(),
})
export type DoorRecord = z.infer<typeof DoorSchema>

const FileSchema = z.strictObject({ v: z.literal(1), doors: z.array(DoorSchema) })

export interface Doors {
  list(): Promise<readonly DoorRecord[]>
  /** By name; without one the only door there is. @throws SpokenError `door_missing`, `door_which` */
  find(name: string | undefined): Promise<DoorRecord>
  /** Keeps it under its name, in place of what was there under that name. */
  keep(door: DoorRecord): Promise<void>
}

export const createDoors = (path: string): Doors => {
  const list = async (): Promise<readonly DoorRecord[]> => (await readRecord(FileSchema, path))?.doors ?? []
  return {
    list,
    find: async (name) => {
      const doors = await list()
      const found = name === undefined ? doors : doors.filter((door) => door.name === name)
      const [only, ...more] = found
      if (only && more.length === 0) return only
      const names = doors.map((door) => door.name).join(', ')
      if (doors.length === 0) throw usage('door_none')
      throw name === undefined ? usage('door_which', { names }) : usage('door_missing', { name, names })
    },
    keep: async (door) => {
      checkName(door.name)
      const others = (await list()).filter((other) => other.name !== door.name)
      await writeRecord(path, { v: 1, doors: [...others, door] })
    },
  }
}
