// What the bridge itself tells people: unsigned, since the bridge is who says it; nothing opens by it.

import * as z from 'zod'
import { EpochMsSchema, HashSchema } from './ids.ts'

/** Topic `presence`: is the door connected to the bridge? */
export const PresenceSchema = z.strictObject({ v: z.literal(1), online: z.boolean(), at: EpochMsSchema })
export type Presence = z.infer<typeof PresenceSchema>

/** Topic `notice`: what the owner should hear at once. */
export const NOTICES = [
  'door_offline_in_visit',
  'journal_gap',
  'journal_forked',
  'journal_cut',
  'visit_not_closed',
  'retained_command',
  'link_bound',
  'command_unanswered',
  'flood',
] as const
export const NoticeSchema = z.strictObject({
  v: z.literal(1),
  notice: z.enum(NOTICES),
  at: EpochMsSchema,
  detail: z.string().max(200),
})
export type Notice = z.infer<typeof NoticeSchema>

/** Topic `journal/head`: the last entry of the door that the bridge holds; n is -1 when it holds none. */
export const JournalHeadSchema = z.strictObject({
  v: z.literal(1),
  n: z.int().min(-1),
  hash: HashSchema.optional(),
})
export type JournalHead = z.infer<typeof JournalHeadSchema>
