// The camera's end of the tap: a Unix socket in the data folder, readers, and what they want together. Knows nothing
// of where the units come from; while nobody is connected nothing is wanted.

import { chmod, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Logger } from 'pino'
import { HausrechtError } from '#protocol/fault.ts'
import { createOutlet, type Outlet, type OutletParts } from './outlet.ts'
import { TAP_STREAMS, type TapStream, type TapUnit } from './port.ts'

/** The live process, the one before it that is ending, and a test. */
const READERS_MOST = 4

export interface TapServerParts extends Pick<OutletParts, 'replay'> {
  /** Path of the socket. */
  readonly path: string
  readonly log: Logger
  /** What all readers want together is another set now. */
  wanted(streams: ReadonlySet<TapStream>): void
}

export interface TapServer {
  give(unit: TapUnit): void
  /** Ends every connection: what is on its way is not shown any more. Readers come again by themselves. */
  sever(): void
  close(): Promise<void>
}

/** @throws HausrechtError `tap_unavailable` */
export const openTapServer = async (parts: TapServerParts): Promise<TapServer> => {
  const { path, log } = parts
  const outlets = new Set<Outlet>()
  const add = (): void =>
    parts.wanted(new Set(TAP_STREAMS.filter((one) => [...outlets].some(({ wish }) => wish.has(one)))))

  const server = createServer((socket) => {
    if (outlets.size >= READERS_MOST) return void socket.destroy()
    const outlet = createOutlet(socket, {
      replay: (stream) => parts.replay(stream),
      changed: () => {
        add()
        outlet.start()
      },
      gone: () => {
        outlets.delete(outlet)
        add()
      },
    })
    outlets.add(outlet)
  })

  // Left behind by a process that was killed.
  await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new HausrechtError('tap_unavailable', `Cannot listen on ${path}: ${cause.message}`, { cause }))
    })
    server.listen(path, () => resolve())
  })
  server.on('error', (error) => log.warn({ err: error }, 'a reader of live pictures could not be taken'))
  await chmod(path, 0o600)

  const sever = (): void => {
    for (const outlet of [...outlets]) outlet.close()
  }
  return {
    give: (unit) => {
      for (const outlet of outlets) outlet.give(unit)
    },
    sever,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      sever()
      await closed
    },
  }
}
