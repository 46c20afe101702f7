// Who is connected locally, up to a bound. When it is reached, whoever holds most connections loses one: nobody can
// keep the owner out by being there first.

import type { Socket } from 'node:net'

interface Guest {
  readonly address: string
  heardAt: number
}

export interface Crowd {
  /** Lets it in; somebody else may have to go. */
  add(socket: Socket): void
  /** Ends them all. */
  disperse(): void
}

export const createCrowd = (most: number): Crowd => {
  const guests = new Map<Socket, Guest>()
  let count = 0

  /** Of the address with the most connections, the one silent for longest. */
  const lastWanted = (): Socket | undefined => {
    const held = new Map<string, number>()
    for (const { address } of guests.values()) held.set(address, (held.get(address) ?? 0) + 1)
    const largest = Math.max(...held.values())
    const [first] = [...guests]
      .filter(([, { address }]) => held.get(address) === largest)
      .sort(([, one], [, other]) => one.heardAt - other.heardAt)
    return first?.[0]
  }

  return {
    add: (socket) => {
      const guest = { address: socket.remoteAddress ?? '', heardAt: count++ }
      guests.set(socket, guest)
      socket.once('close', () => guests.delete(socket))
      socket.on('data', () => {
        guest.heardAt = count++
      })
      if (guests.size <= most) return
      const going = lastWanted()
      if (!going) return
      guests.delete(going)
      going.destroy()
    },
    disperse: () => {
      for (const socket of [...guests.keys()]) socket.destroy()
    },
  }
}
