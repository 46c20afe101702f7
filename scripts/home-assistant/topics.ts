// Where at the owner's broker things are said: under a prefix of our own, and discovery where Home Assistant looks for it.

import type { DoorId } from '#protocol/units.ts'
import type { EntityName } from './entities.ts'

export interface HomeTopics {
  /** Retained: what there is, as Home Assistant's MQTT discovery has it. */
  readonly config: string
  /** Retained `online` while this program runs; the broker says `offline` in its place (its will). */
  readonly gateway: string
  /** Retained `online` while the door's signed word is fresh. */
  readonly fresh: string
  /** `LOCK` or `UNLOCK`; never retained. */
  readonly command: string
  /** Retained: an entity's value. */
  value(entity: EntityName): string
  /** Retained: more about it, as JSON. */
  more(entity: EntityName): string
}

const PREFIX = 'hausrecht-home'

/** Home Assistant's id of the door's device: letters, digits, `_` and `-` only. */
export const deviceId = (door: DoorId): string => `hausrecht_${door}`

/** @param discovery where Home Assistant listens; `homeassistant` unless its settings say otherwise */
export const homeTopics = (door: DoorId, discovery = 'homeassistant'): HomeTopics => {
  const base = `${PREFIX}/${door}`
  return {
    config: `${discovery}/device/${deviceId(door)}/config`,
    gateway: `${base}/gateway`,
    fresh: `${base}/fresh`,
    command: `${base}/lock/set`,
    value: (entity) => `${base}/${entity}`,
    more: (entity) => `${base}/${entity}/more`,
  }
}
