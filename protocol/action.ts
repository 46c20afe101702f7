// What a holder may ask of a door. Apart from grants, whose windows need a calendar: a page that asks needs none.

import * as z from 'zod'

export const ACTIONS = ['unlock', 'lock', 'live'] as const
export const ActionSchema = z.enum(ACTIONS)
export type Action = z.infer<typeof ActionSchema>
