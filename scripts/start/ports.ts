// Free ports on this machine: the usual ones when they are free, so that commands typed yesterday work today.

import { createServer, type Server } from 'node:net'

const hold = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ host: '127.0.0.1', port }, () => resolve(server))
  })

const portOf = (server: Server | undefined): number => {
  const address = server?.address()
  return typeof address === 'object' && address ? address.port : 0
}

const letGo = (server: Server | undefined): Promise<void> =>
  new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()))

export interface Ports {
  readonly mqtt: number
  readonly ws: number
  readonly http: number
  /** The clip service. */
  readonly cloud: number
  /** The door itself, in the house. */
  readonly local: number
  /** The simulator: the rig's serial line, and its control. */
  readonly serial: number
  readonly control: number
}

const USUAL: Ports = { mqtt: 1883, ws: 8083, http: 8080, cloud: 8643, local: 8765, serial: 5760, control: 5761 }

/** @param usual false: any free ones, so that nobody else is in the way */
export const choosePorts = async (usual: boolean): Promise<Ports> => {
  // All held at the same time, so that no two are the same.
  const held = await Promise.all(
    Object.entries<number>({ ...USUAL }).map(
      async ([name, port]) => [name, (usual ? await hold(port) : undefined) ?? (await hold(0))] as const,
    ),
  )
  const ports = Object.fromEntries(held.map(([name, server]) => [name, portOf(server)]))
  await Promise.all(held.map(([, server]) => letGo(server)))
  return ports as unknown as Ports
}
