// The keypad's PINs on disk: salted hashes in one file for the door's user alone. They never leave the door; the
// journal knows only which slots are set, and a hash whose slot the journal does not know opens nothing.

import { chmod, readFile } from 'node:fs/promises'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { replaceFile } from '../journal/durable.ts'
import { fitsPin, noSecret, type PinSecret } from './scrypt.ts'

export interface PinStore {
  /** Why the file could not be used, if so: then no PIN is set, and everything else works. */
  readonly problem: HausrechtError | undefined
  /** Before its `pin_set` entry: a hash without an entry opens nothing. */
  set(slot: number, secret: PinSecret): Promise<void>
  remove(slot: number): Promise<void>
  /** Does this PIN belong to this slot? Takes as long for a wrong PIN or an empty slot. */
  check(slot: number, pin: string): Promise<boolean>
}

const StoredSchema = z.strictObject({
  v: z.literal(1),
  pins: z
    .array(
      z.strictObject({
        slot: z.int().min(0).max(9),
        salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
        hash: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
      }),
    )
    .max(10),
})

interface Found {
  readonly slots: Map<number, PinSecret>
  readonly problem: HausrechtError | undefined
}

const load = async (path: string): Promise<Found> => {
  try {
    const text = await readFile(path, 'utf8')
    await chmod(path, 0o600)
    const { pins } = StoredSchema.parse(JSON.parse(text))
    return { slots: new Map(pins.map(({ slot, salt, hash }) => [slot, { salt, hash }])), problem: undefined }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { slots: new Map(), problem: undefined }
    // Without its cause, which may quote what was read.
    const problem = new HausrechtError(
      'pins_unreadable',
      `No PIN opens, since ${path} cannot be read: set the PINs again`,
    )
    return { slots: new Map(), problem }
  }
}

export const openPinStore = async (path: string): Promise<PinStore> => {
  const { slots, problem } = await load(path)
  const nobody = noSecret()
  let writing: Promise<void> = Promise.resolve()

  /** One change after the other; memory follows the disk. */
  const change = async (slot: number, secret: PinSecret | undefined): Promise<void> => {
    const mine = writing.then(async () => {
      const after = new Map(slots)
      if (secret) after.set(slot, { salt: secret.salt, hash: secret.hash })
      else after.delete(slot)
      const pins = [...after].map(([number, kept]) => ({ slot: number, ...kept }))
      await replaceFile(path, JSON.stringify(StoredSchema.parse({ v: 1, pins })))
      if (secret) slots.set(slot, secret)
      else slots.delete(slot)
    })
    writing = mine.catch(() => undefined)
    return mine
  }

  return {
    problem,
    set: (slot, secret) => change(slot, secret),
    remove: (slot) => change(slot, undefined),
    check: async (slot, pin) => {
      const secret = slots.get(slot)
      const fits = await fitsPin(pin, secret ?? nobody)
      return fits && secret !== undefined
    },
  }
}
