// What stands in the paths and questions of the routes: checked before anything is looked up, and told in the
// OpenAPI document.

import { PARTS_MOST } from '#protocol/limits.ts'
import type { ClipId, DoorId } from '#protocol/units.ts'

const DOOR = '^[A-Za-z0-9_-]{43}$'
const CLIP = '^[A-Za-z0-9_-]{22}$'
const NUMBER = '^(0|[1-9][0-9]{0,3})$'

const door = { type: 'string', pattern: DOOR, description: "Thumbprint of the door's key (RFC 7638)." } as const
const clip = { type: 'string', pattern: CLIP, description: 'Id of the clip.' } as const
const n = { type: 'string', pattern: NUMBER, description: 'Number of the part, from 0.' } as const

const params = (properties: Readonly<Record<string, object>>) =>
  ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false }) as const

export const DOOR_PARAMS = params({ door })
export const CLIP_PARAMS = params({ door, clip })
export const PART_PARAMS = params({ door, clip, n })

const query = (properties: Readonly<Record<string, object>>) =>
  ({ type: 'object', properties, additionalProperties: false }) as const
const limit = (most: number, fallback: number) => ({ type: 'integer', minimum: 1, maximum: most, default: fallback })

export const CLIPS_QUERY = query({
  before: {
    type: 'string',
    pattern: '^[0-9]{1,15}(\\.[A-Za-z0-9_-]{22})?$',
    description: 'Only what began before this: milliseconds since 1970, or `next` of the page before.',
  },
  limit: limit(100, 50),
})
export const LINES_QUERY = query({
  from: { type: 'integer', minimum: 0, maximum: PARTS_MOST, default: 0 },
  limit: limit(500, 200),
})
export const GONE_QUERY = query({ after: { type: 'string', pattern: CLIP }, limit: limit(500, 100) })

export interface DoorRoute {
  Params: { door: DoorId }
}
export interface ClipRoute {
  Params: { door: DoorId; clip: ClipId }
}
export interface PartRoute {
  Params: { door: DoorId; clip: ClipId; n: string }
  Body: Buffer
}

const [DOOR_FORM, CLIP_FORM, NUMBER_FORM] = [new RegExp(DOOR), new RegExp(CLIP), new RegExp(NUMBER)]

/** Are the path's own words what they must be? For what is asked before the framework checks them. */
export const isPart = ({ door: of, clip: which, n: number }: PartRoute['Params']): boolean =>
  DOOR_FORM.test(of) && CLIP_FORM.test(which) && NUMBER_FORM.test(number) && Number(number) < PARTS_MOST
export const isDoor = (of: string): boolean => DOOR_FORM.test(of)
