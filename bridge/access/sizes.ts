// Most bytes of one MQTT packet, by who sends it; from the topic table.

import { REQUEST_BYTES } from '#protocol/limits.ts'
import { type Role, TOPICS, type TopicName, topicOf } from '#protocol/topics.ts'

/** Topic name, its length, packet id. */
const PUBLISH_OVERHEAD = 256 + 4
/** CONNECT: protocol name, flags, client id (70), username (43), and the token as its password. */
export const CONNECT_LIMIT_BYTES = REQUEST_BYTES + 256

const names = Object.keys(TOPICS) as TopicName[]

/** @returns the largest packet that one of these roles may have to send */
export const largestOf = (roles: readonly Role[]): number =>
  PUBLISH_OVERHEAD +
  Math.max(
    0,
    ...names
      .map(topicOf)
      .flatMap(({ says, maxBytes }) => (says.some((role) => roles.includes(role)) ? [maxBytes] : [])),
  )
