// The clip services one knows: where each door's clips are, and each service's key as it was at the first visit.

import * as z from 'zod'
import { DoorIdSchema } from '#protocol/ids.ts'
import { type PublicJwk, PublicJwkSchema } from '#protocol/keys.ts'
import type { DoorId } from '#protocol/units.ts'
import { readRecord, writeRecord } from './file.ts'

const FileSchema = z.strictObject({
  v: z.literal(1),
  services: z.array(z.strictObject({ url: z.url({ protocol: /^https?$/ }), key: PublicJwkSchema })),
  doors: z.array(z.strictObject({ door: DoorIdSchema, url: z.url({ protocol: /^https?$/ }) })),
})
type File = z.infer<typeof FileSchema>

export interface Clouds {
  /** Where this door's clips are. */
  of(door: DoorId): Promise<string | undefined>
  /** Remembers where this door's clips are. */
  place(door: DoorId, url: string): Promise<void>
  /** The service's key, when it was met before. */
  key(url: string): Promise<PublicJwk | undefined>
  pin(url: string, key: PublicJwk): Promise<void>
}

export const createClouds = (path: string): Clouds => {
  const read = async (): Promise<File> => (await readRecord(FileSchema, path)) ?? { v: 1, services: [], doors: [] }
  return {
    of: async (door) => (await read()).doors.find((known) => known.door === door)?.url,
    key: async (url) => (await read()).services.find((known) => known.url === url)?.key,
    place: async (door, url) => {
      const file = await read()
      await writeRecord(path, { ...file, doors: [...file.doors.filter((known) => known.door !== door), { door, url }] })
    },
    pin: async (url, key) => {
      const file = await read()
      await writeRecord(path, {
        ...file,
        services: [...file.services.filter((known) => known.url !== url), { url, key }],
      })
    },
  }
}
