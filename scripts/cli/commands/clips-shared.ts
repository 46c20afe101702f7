// Options and sentences that the commands on clips share.

import { FINDINGS, type Finding, isSound } from '#protocol/clip/finding.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import type { Coverage } from '#protocol/clip/verify.ts'
import type { Refused } from '#protocol/refusals.ts'
import { describeFinding } from '../clips/words.ts'
import type { OperandSpec, OptionSpec } from '../command.ts'
import type { Context } from '../context.ts'
import { fault } from '../spoken.ts'
import { showSpan, showTime } from '../times/show.ts'

export const CLOUD = {
  value: 'URL',
  about: {
    en: 'the clip service; remembered for this door',
    de: 'der Clip-Dienst; wird für diese Tür gemerkt',
  },
} as const satisfies OptionSpec

export const CLIP_OPERAND = {
  name: 'CLIP',
  about: {
    en: 'its id, the beginning of it, the request of its visit, or “last”',
    de: 'seine Nummer, deren Anfang, die Anfrage seines Besuchs, oder „last“',
  },
  needed: true,
} as const satisfies OperandSpec

export const VISIT_OPERAND = {
  name: 'CLIP|VISIT',
  about: {
    en: 'a visit’s request, one of its clips, the beginning of either, or “last”',
    de: 'die Anfrage eines Besuchs, einer seiner Clips, der Anfang davon, oder „last“',
  },
  needed: true,
} as const satisfies OperandSpec

export const TO_FOLDER = {
  value: 'FOLDER',
  about: { en: 'a new or empty folder', de: 'ein neuer oder leerer Ordner' },
  needed: true,
} as const satisfies OptionSpec

export const JOURNAL_AT = {
  value: 'FOLDER|FILE',
  about: {
    en: 'the door’s own journal in place of the bridge’s copy',
    de: 'das Journal der Tür selbst statt der Kopie der Brücke',
  },
} as const satisfies OptionSpec

/** A refusal of the service as a value of a command. */
export const isRefused = (value: object): value is Refused => 'ok' in value && value.ok === false

/** Tells every finding; true when nothing was changed and nothing is missing. */
export const tellFindings = ({ language, tell }: Context, findings: readonly Finding[]): boolean => {
  for (const finding of findings) tell(describeFinding(finding, language), { finding })
  return isSound(findings)
}

/** @throws SpokenError `clip_unsound` when something was changed or is missing */
export const mustBeSound = (findings: readonly Finding[]): void => {
  if (isSound(findings)) return
  const count = (weight: string): number => findings.filter(({ code }) => FINDINGS[code] === weight).length
  throw fault('clip_unsound', { forged: count('forged'), lost: count('lost') })
}

export const coversLine = ({ say, language, zone }: Context, covers: Coverage | undefined): string =>
  covers
    ? say('play_done', { lasts: showSpan(covers.lasts, language), at: showTime(covers.from, language, zone) })
    : say('v_covers_nothing')

/** The last word on a clip that is sound: as a whole, or as far as it goes. */
export const soundLine = ({ say }: Pick<Context, 'say'>, findings: readonly Finding[]): string =>
  say(findings.some(({ code }) => code === 'no_end') ? 'clip_sound_so_far' : 'clip_sound')

export const whyWord = ({ say }: Pick<Context, 'say'>, head: ClipHead | undefined): string =>
  say(head ? `clip_why_${head.why}` : 'clip_why_strange')
