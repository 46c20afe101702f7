// Home Assistant's MQTT discovery as its documentation has it, by hand: the keys that each platform takes and what may
// stand there. Strict: Home Assistant drops what it does not know, so an unknown key here is a mistake of ours.
// Pages (read November 2026): https://www.home-assistant.io/integrations/mqtt/ (discovery, device discovery payload,
// availability, origin), …/lock.mqtt/, …/binary_sensor.mqtt/, …/sensor.mqtt/, …/binary_sensor/#device-class,
// …/sensor/#device-class.

import * as z from 'zod'

/** MQTT 3.1.1 §4.7.1: no wildcard where something is published or listened to by name. */
const topic = z.string().regex(/^[^#+\0]{1,200}$/)
/** integrations/mqtt/#discovery-topic: the object id's characters. */
export const DISCOVERY_TOPIC = /^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/

/** integrations/mqtt/#using-availability-topics; both payloads default to these words. */
const availability = z
  .array(
    z.strictObject({
      topic,
      payload_available: z.literal('online').optional(),
      payload_not_available: z.literal('offline').optional(),
      value_template: z.string().optional(),
    }),
  )
  .min(1)

/** What every entity may have: integrations/lock.mqtt/#configuration-variables and the same of the others. */
const entity = {
  unique_id: z.string().min(1).max(255),
  name: z.string().min(1),
  state_topic: topic,
  availability: availability.optional(),
  availability_mode: z.enum(['all', 'any', 'latest']).optional(),
  entity_category: z.enum(['config', 'diagnostic']).optional(),
  icon: z
    .string()
    .regex(/^mdi:[a-z-]+$/)
    .optional(),
  json_attributes_topic: topic.optional(),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
}

/** integrations/lock.mqtt: command_topic is required; retain defaults to false. */
const lock = z.strictObject({
  platform: z.literal('lock'),
  ...entity,
  command_topic: topic,
  optimistic: z.boolean().optional(),
  retain: z.boolean().optional(),
  payload_lock: z.string().optional(),
  payload_unlock: z.string().optional(),
})

/** integrations/binary_sensor/#device-class, those that we may use. */
const binarySensor = z.strictObject({
  platform: z.literal('binary_sensor'),
  ...entity,
  device_class: z.enum(['battery', 'door', 'lock', 'motion', 'opening', 'problem', 'running', 'tamper']).optional(),
})

/** integrations/sensor/#device-class: `enum` needs `options` and takes no unit; `timestamp` takes neither. */
const sensor = z
  .strictObject({
    platform: z.literal('sensor'),
    ...entity,
    device_class: z.enum(['enum', 'timestamp', 'voltage']).optional(),
    options: z.array(z.string()).min(1).optional(),
    unit_of_measurement: z.string().optional(),
    state_class: z.enum(['measurement']).optional(),
  })
  .refine(({ device_class, options }) => (device_class === 'enum') === (options !== undefined), 'options go with enum')
  .refine(({ device_class, unit_of_measurement }) => device_class === 'voltage' || !unit_of_measurement, 'no unit')

/** integrations/mqtt/#device-discovery-payload: a component with nothing but its platform is removed. */
const removed = z.strictObject({ platform: z.enum(['lock', 'binary_sensor', 'sensor']) })

const components = z.record(z.string().regex(/^[\w-]+$/), z.union([removed, lock, binarySensor, sensor]))

/** integrations/mqtt/#device-discovery-payload: `device` and `origin` are required, shared options may stand beside. */
export const DiscoverySchema = z.strictObject({
  device: z.strictObject({
    identifiers: z.array(z.string()).min(1),
    name: z.string().min(1),
    manufacturer: z.string().optional(),
    model: z.string().optional(),
    sw_version: z.string().optional(),
  }),
  /** integrations/mqtt/#adding-information-about-the-origin-of-a-discovery-message: the name is required. */
  origin: z.strictObject({
    name: z.string().min(1),
    sw_version: z.string().optional(),
    support_url: z.url().optional(),
  }),
  availability: availability.optional(),
  availability_mode: z.enum(['all', 'any', 'latest']).optional(),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
  components,
})
export type Discovery = z.infer<typeof DiscoverySchema>

/** integrations/lock.mqtt: the default payloads of each state; `None` (payload_reset) is "unknown". */
const LOCK_STATES = ['LOCKED', 'LOCKING', 'UNLOCKED', 'UNLOCKING', 'JAMMED', 'None']
/** integrations/binary_sensor.mqtt: payload_on and payload_off as they default; `None` is "unknown". */
const BINARY_STATES = ['ON', 'OFF', 'None']
/** A sensor of class `timestamp` takes ISO 8601. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

type Shown = z.infer<typeof lock> | z.infer<typeof binarySensor> | z.infer<typeof sensor>

const takes = (component: Shown, value: string): boolean => {
  if (component.platform === 'lock') return LOCK_STATES.includes(value)
  return component.platform === 'binary_sensor' ? BINARY_STATES.includes(value) : sensorTakes(component, value)
}

/** @returns what Home Assistant could not take; undefined: all of it can be shown */
export const unfit = (discovery: Discovery, said: ReadonlyMap<string, string>): string | undefined => {
  for (const [name, component] of Object.entries(discovery.components)) {
    if (!('state_topic' in component)) continue
    const value = said.get(component.state_topic)
    if (value !== undefined && !takes(component, value)) return `${name}: ${value}`
    const more = said.get(component.json_attributes_topic ?? '')
    if (more !== undefined && !isDictionary(more)) return `${name}: attributes ${more}`
  }
  return undefined
}

const sensorTakes = ({ device_class, options }: z.infer<typeof sensor>, value: string): boolean => {
  // The longest state there is in Home Assistant.
  if (value === 'None') return true
  if (value.length > 255) return false
  if (device_class === 'enum') return options?.includes(value) ?? false
  return device_class !== 'timestamp' || ISO.test(value)
}

const isDictionary = (text: string): boolean => {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
