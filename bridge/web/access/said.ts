// Grants in words.

import { fromSeconds } from '#protocol/units.ts'
import { readRule } from '#protocol/window/rule.ts'
import { sentenceOf } from '#protocol/window/words.ts'
import { type Language, language } from '../core/words.ts'
import { momentName, stretchName } from '../visit/access/times.ts'
import type { Shown } from './standing.ts'
import type { Here } from './times.ts'
import { say } from './words.ts'

const TEN_YEARS_OR_SO = 5 * 365 * 86_400_000

/** "Mon and Thu 10:00–12:00 …", or from when until when. */
export const whenText = ({ claims }: Shown, { now, zone }: Here): string => {
  const spoken: Language = language.value
  const [start, end] = [fromSeconds(claims.nbf), fromSeconds(claims.exp)]
  if (claims.win) {
    const rule = readRule(claims.win.rule)
    const until = say('until', { from: '', until: momentName(end, now, spoken, zone) }).trim()
    return `${rule.ok ? sentenceOf(rule, claims.win, spoken) : ''}, ${until}`
  }
  return end - start > TEN_YEARS_OR_SO ? say('about_household') : stretchName({ start, end }, now, spoken, zone)
}

export const useText = ({ claims, use }: Shown, { now, zone }: Here): string => {
  const { count, last } = use
  const { uses: most } = claims
  if (last === undefined) return most === undefined ? say('used_never') : say('used_none_of', { most })
  const slots = { count, most: most ?? 0, last: momentName(last, now, language.value, zone) }
  if (most !== undefined) return say('used_of', slots)
  return say(count === 1 ? 'used_once' : 'used', slots)
}

export const allowsText = ({ claims }: Shown): string =>
  [
    ...claims.act.map((act) => say(`act_${act}`)),
    say(claims.rec ? 'with_camera' : 'without_camera'),
    ...(claims.dlg > 0 ? [say('passes_on')] : []),
    ...(claims.job === undefined ? [] : [say('job', { job: claims.job })]),
  ].join(' · ')
