// Where each thing goes and what it looks like on the way: the door's side of the clip service's API.

import { base64url } from 'jose'
import type { ClipId, DoorId } from '#protocol/units.ts'
import type { Item, Outbox } from './outbox.ts'
import type { Body } from './request.ts'

export interface Letter {
  readonly path: string
  readonly body: Body
}

const doorPath = (door: DoorId): string => `/v1/doors/${door}`

export const ownershipLetter = (door: DoorId, token: string): Letter => ({
  path: `${doorPath(door)}/ownership`,
  body: { type: 'text/plain', bytes: token },
})

/** @returns undefined when the clip was dropped meanwhile */
export const letterOf = async (outbox: Outbox, door: DoorId, clip: ClipId, item: Item): Promise<Letter | undefined> => {
  const path = `${doorPath(door)}/clips/${clip}`
  switch (item.what) {
    case 'head': {
      const found = await outbox.head(clip)
      if (!found) return undefined
      const bytes = JSON.stringify({ head: found.head, identity: base64url.encode(found.identity) })
      return { path, body: { type: 'application/json', bytes } }
    }
    case 'part': {
      const bytes = await outbox.part(clip, item.n)
      return bytes && { path: `${path}/parts/${item.n}`, body: { type: 'application/octet-stream', bytes } }
    }
    case 'end': {
      const bytes = await outbox.end(clip)
      return bytes === undefined ? undefined : { path: `${path}/end`, body: { type: 'text/plain', bytes } }
    }
  }
}
