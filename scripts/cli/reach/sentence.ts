// The door's measured state in words.

import type { StateClaims } from '#protocol/state.ts'
import type { Speak } from '../words.ts'

/** "locked, door shut" and what is out of the ordinary. */
export const describeState = (
  { bolt, leaf, visit, camera, recording, alarms, clock }: StateClaims,
  say: Speak,
): string =>
  [
    say(`bolt_${bolt}`),
    say(`leaf_${leaf}`),
    ...(visit ? [say('visit_on')] : []),
    ...(camera === 'absent' ? [] : [say('camera_shows', { sight: say(`sight_${camera}`) })]),
    ...(recording ? [say('recording_on')] : []),
    ...(clock === 'untrusted' ? [say('clock_untrusted')] : []),
    ...alarms.map((alarm) => say('alarm_on', { alarm: say(`alarm_${alarm}`) })),
  ].join(', ')
