// THE table of what can be wrong with a clip. Codes are stable; what a person reads of each is said elsewhere.

import type { Millis } from '../units.ts'

/**
 * `forged`: somebody made or changed it. `lost`: footage that was there is not there. `note`: to be known, and may
 * be honest.
 */
export type Weight = 'forged' | 'lost' | 'note'

export const FINDINGS = {
  /** The head is no signed head of a clip at all. */
  head_forged: 'forged',
  /** Signed, but by another key than this door's. */
  head_not_door: 'forged',
  /** Another clip's head lies under this clip's name. */
  head_foreign: 'forged',
  /** A line that the clip's key did not sign. */
  line_forged: 'forged',
  /** The clip's key signed two lines for one place, or a line on top of another history. */
  line_forked: 'forged',
  /** A line, with its bytes, of another clip. */
  part_foreign: 'forged',
  /** A part of this clip in another part's place. */
  part_misplaced: 'forged',
  /** The bytes of one part under the line of another. */
  bytes_swapped: 'forged',
  /** Bytes of the right length or longer that are not the signed ones. */
  part_damaged: 'forged',
  /** Fewer bytes than were signed. */
  part_truncated: 'forged',
  /** A signed line without its bytes. */
  bytes_missing: 'lost',
  /** Nothing in this place, though later parts are there. */
  part_missing: 'lost',
  /** The end or the journal knows of more parts than there are. */
  tail_cut: 'lost',
  /** The journal says how it ended, and the end itself is not there. */
  end_missing: 'lost',
  end_forged: 'forged',
  /** Another clip's end. */
  end_foreign: 'forged',
  /** The end names another last part than the one that is there. */
  end_forked: 'forged',
  /** Parts after the signed end. */
  beyond_end: 'forged',
  /** The recorder still runs, or died and the door has not closed the clip yet. */
  no_end: 'note',
  /** The recorder died; the door closed the clip with what was safe. */
  ended_by_door: 'note',
  /** The film does not begin with its init part. */
  no_init: 'forged',
  /** Pictures that were captured are in no segment. */
  film_gap: 'lost',
  /** Pictures that are in two segments. */
  film_overlap: 'note',
  /** No picture is missing, and the door's clock moved on or back: it was set, or the camera gave none for a while. */
  clock_jump: 'note',
  /** The journal covers the time and knows nothing of this clip. */
  head_not_in_journal: 'forged',
  /** The journal names another head for this clip. */
  head_differs: 'forged',
  /** The journal and the end do not say the same of how it ended. */
  end_differs: 'forged',
  /** The journal is not the one this clip was recorded beside. */
  journal_differs: 'forged',
  /** The identity that lies beside the clip opens something else. */
  identity_foreign: 'forged',
  identity_damaged: 'forged',
  /** The identity is sealed, whole as far as can be seen, and for other keys than the one at hand. */
  wrong_key: 'note',
  /** Opened by the clip's identity, the bytes are not what was sealed, though they are the signed ones. */
  part_unopened: 'forged',
} as const satisfies Readonly<Record<string, Weight>>

export type FindingCode = keyof typeof FINDINGS

export interface Finding {
  readonly code: FindingCode
  /** Number of the part, where it is about one. */
  readonly n?: number
  /** For `part_misplaced` and `bytes_swapped`: the place it was found in, or the part whose bytes they are. */
  readonly at?: number
  /** How many parts (`tail_cut`) or pictures (`film_gap`, `film_overlap`). */
  readonly count?: number
  /** For `clock_jump`: by how much, negative for back. */
  readonly by?: Millis
}

/** Nothing forged and nothing lost. */
export const isSound = (findings: readonly Finding[]): boolean =>
  findings.every(({ code }) => FINDINGS[code] === 'note')
