// Why a clip is recorded, and who closed it.

import * as z from 'zod'

/** `visit`: from request to re-lock. `incident`: an alarm, or motion where the owner wants that. */
export const ClipReasonSchema = z.enum(['visit', 'incident', 'motion'])
export type ClipReason = z.infer<typeof ClipReasonSchema>

/** `recorder`: by the clip's own key, in order. `door`: by the door after the recorder died; what it had made durable. */
export const ClipEnderSchema = z.enum(['recorder', 'door'])
export type ClipEnder = z.infer<typeof ClipEnderSchema>
