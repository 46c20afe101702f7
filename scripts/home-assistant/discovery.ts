// The retained message by which Home Assistant learns of a door: one device with all its entities (device discovery, in
// Home Assistant since 2024.12). Names are the owner's to choose; the door's id is all that says which door it is.

import type { Language } from '#protocol/text.ts'
import type { DoorId } from '#protocol/units.ts'
import { ENTITY_NAMES, type EntityName, entityOf } from './entities.ts'
import { deviceId, type HomeTopics } from './topics.ts'

export interface Described {
  readonly door: DoorId
  /** What the owner wants it called in Home Assistant. */
  readonly name: string
  readonly language: Language
  /** Of this program. */
  readonly version: string
  /** Does the grant let it read the journal along? */
  readonly journal: boolean
}

const ON = { payload_available: 'online', payload_not_available: 'offline' } as const

const componentOf = (
  entity: EntityName,
  described: Described,
  topics: HomeTopics,
): Readonly<Record<string, unknown>> => {
  const { platform, name, config, more, lasts, journal } = entityOf(entity)
  // Nothing but its platform: Home Assistant removes what an earlier grant may have shown.
  if (journal && !described.journal) return { platform }
  return {
    platform,
    unique_id: `${deviceId(described.door)}_${entity}`,
    name: name[described.language],
    state_topic: topics.value(entity),
    ...config,
    ...(platform === 'lock' ? { command_topic: topics.command } : {}),
    ...(more ? { json_attributes_topic: topics.more(entity) } : {}),
    ...(lasts ? { availability: [{ topic: topics.gateway, ...ON }] } : {}),
  }
}

export const discoveryOf = (described: Described, topics: HomeTopics): Readonly<Record<string, unknown>> => ({
  device: {
    identifiers: [deviceId(described.door)],
    name: described.name,
    manufacturer: 'Hausrecht',
    model: 'Door rig',
  },
  origin: { name: 'Hausrecht', sw_version: described.version },
  availability_mode: 'all',
  availability: [
    { topic: topics.gateway, ...ON },
    { topic: topics.fresh, ...ON },
  ],
  qos: 1,
  components: Object.fromEntries(ENTITY_NAMES.map((entity) => [entity, componentOf(entity, described, topics)])),
})
