// THE table of what Home Assistant shows of a door: platform, name, and what never changes of its configuration.

import { CAMERA_SIGHTS } from '#protocol/state.ts'
import type { Text } from '#protocol/text.ts'

export interface Entity {
  readonly platform: 'lock' | 'binary_sensor' | 'sensor'
  readonly name: Text
  readonly config: Readonly<Record<string, unknown>>
  /** Has attributes on a topic of its own. */
  readonly more?: true
  /** Shown while the door is away, too: it is about the past. */
  readonly lasts?: true
  /** Needs a grant with `jnl`. */
  readonly journal?: true
}

export const ENTITIES = {
  lock: {
    platform: 'lock',
    name: { en: 'Bolt', de: 'Riegel' },
    // Not optimistic: what is shown is what the door measured. Never retained: a command is of now.
    config: { optimistic: false, retain: false, payload_lock: 'LOCK', payload_unlock: 'UNLOCK' },
  },
  leaf: { platform: 'binary_sensor', name: { en: 'Door', de: 'Tür' }, config: { device_class: 'door' } },
  camera: {
    platform: 'sensor',
    name: { en: 'Camera', de: 'Kamera' },
    config: { device_class: 'enum', options: [...CAMERA_SIGHTS], icon: 'mdi:cctv' },
  },
  recording: {
    platform: 'binary_sensor',
    name: { en: 'Recording', de: 'Aufnahme' },
    config: { device_class: 'running' },
  },
  supply: {
    platform: 'binary_sensor',
    name: { en: 'Supply', de: 'Stromversorgung' },
    // `battery`: on means low. A rig has no battery; this is the measured voltage of what it runs on.
    config: { device_class: 'battery', entity_category: 'diagnostic' },
  },
  alarm: {
    platform: 'binary_sensor',
    name: { en: 'Alarm', de: 'Alarm' },
    config: { device_class: 'problem' },
    more: true,
  },
  visitor: {
    platform: 'sensor',
    name: { en: 'Last visitor', de: 'Letzter Besucher' },
    config: { icon: 'mdi:account-key' },
    lasts: true,
    journal: true,
  },
  visited: {
    platform: 'sensor',
    name: { en: 'Last visit', de: 'Letzter Besuch' },
    config: { device_class: 'timestamp' },
    lasts: true,
    journal: true,
  },
  refusal: {
    platform: 'sensor',
    name: { en: 'Last refusal', de: 'Letzte Verweigerung' },
    config: { icon: 'mdi:cancel', entity_category: 'diagnostic' },
    more: true,
    lasts: true,
  },
} as const satisfies Record<string, Entity>

export type EntityName = keyof typeof ENTITIES
export const ENTITY_NAMES = Object.keys(ENTITIES) as EntityName[]
export const entityOf = (name: EntityName): Entity => ENTITIES[name]
