// A grant in words: what, when, how often.

import type { GrantClaims } from '#protocol/grant.ts'
import { describe } from '#protocol/window.ts'
import type { Language } from '../text.ts'
import { showSeconds } from '../times/show.ts'
import { speaker } from '../words.ts'

/** Lines for a person who gives or holds it. */
export const describeGrant = (claims: GrantClaims, language: Language, zone: string): string[] => {
  const say = speaker(language)
  const { act, nbf, exp, win, uses, rec, job, jnl, dlg } = claims
  const actions = act.map((action) => say(`act_${action}`)).join(', ')
  return [
    say('grant_what', { actions }),
    say('grant_when', { from: showSeconds(nbf, language, zone), until: showSeconds(exp, language, zone) }),
    ...(win ? [say('grant_every', { every: describe(win, language) })] : []),
    ...(uses === undefined ? [] : [say(uses === 1 ? 'grant_once' : 'grant_uses', { uses })]),
    say(rec ? 'grant_rec' : 'grant_no_rec'),
    ...(jnl ? [say('grant_jnl')] : []),
    ...(job === undefined ? [] : [say('grant_job', { job })]),
    ...(dlg === 0 ? [] : [say('grant_dlg', { dlg })]),
  ]
}
