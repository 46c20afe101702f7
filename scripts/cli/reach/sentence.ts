// The door's measured state in words.

import type { StateClaims } from '#protocol/state.ts'
import type { Speak } from '../words.ts'

/** "locked, door shut" and what is out of the ordinary. */
export const describeState = ({ bolt, leaf, visit, alarms, clock }: StateClaims, say: Speak): string =>
  [
    say(`bolt_${bolt}`),
    say(`leaf_${leaf}`),
    ...(visit ? [say('visit_on')] : []),
    ...(clock === 'untrusted' ? [say('clock_untrusted')] : []),
    ...alarms.map((alarm) => say('alarm_on', { alarm: say(`alarm_${alarm}`) })),
  ].join(', ')
