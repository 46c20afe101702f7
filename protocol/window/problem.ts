// What can be wrong with a window, as a value with a stable code. Wording for people is not here.

/** Why a window is not taken. `part` names the offender: a rule part, a member, or a word of a command line. */
export interface WindowProblem {
  readonly ok: false
  readonly code:
    | 'window_malformed'
    | 'window_rule_unsupported'
    | 'window_zone_unknown'
    | 'window_start_unmatched'
    | 'window_empty'
    | 'window_text_unreadable'
  readonly part: string
}

const PART_CHARS = 24

/** The part may come from a stranger: kept short and to printable characters. */
export const problem = (code: WindowProblem['code'], part: string): WindowProblem => ({
  ok: false,
  code,
  part: part.slice(0, PART_CHARS).replace(/\p{C}/gu, '?'),
})
