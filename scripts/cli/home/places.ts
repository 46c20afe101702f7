// Where things on this very machine are, as `npm start` left word: the simulator's control and the door's own socket.

import * as z from 'zod'
import { readRecord, writeRecord } from './file.ts'

const PlacesSchema = z.strictObject({
  v: z.literal(1),
  /** The simulator's control: `127.0.0.1:PORT` or `unix:/path`. */
  simulator: z.string().optional(),
  /** The drawn camera's control: a path. */
  camera: z.string().optional(),
  /** The door's own socket: a path, or `host:port`. */
  local: z.string().optional(),
  /** The door's journal, a folder. */
  journal: z.string().optional(),
})
export type Places = z.infer<typeof PlacesSchema>

export interface PlaceFile {
  read(): Promise<Places>
  write(places: Places): Promise<void>
}

export const createPlaces = (path: string): PlaceFile => ({
  read: async () => (await readRecord(PlacesSchema, path)) ?? { v: 1 },
  write: (places) => writeRecord(path, places),
})
