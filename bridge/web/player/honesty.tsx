// What is known of a film's honesty, in words, while it plays.

import { describeFinding } from '#protocol/clip/sentence.ts'
import { language } from '../core/words.ts'
import type { Player } from './player.ts'
import { say, sayFault } from './words.ts'

const MOST = 12

export const Honesty = ({ player }: { readonly player: Player }) => {
  const standing = player.standing.value
  const passed = player.passed.value
  const unread = player.unread.value
  if (!standing) return <p class="hint">{say('checking')}</p>
  const { verdict, seen, total, anchored, findings } = standing
  const whole = anchored ? say('whole_anchored', { total }) : say('whole', { total })
  const isAll = seen >= total
  return (
    <div class={`card ${verdict === 'unsound' ? 'bad' : verdict === 'whole' ? 'good' : ''}`} data-verdict={verdict}>
      <div role="status">
        {verdict === 'unsound' ? (
          <strong>{say('unsound')}</strong>
        ) : verdict === 'whole' ? (
          <p>{whole}</p>
        ) : (
          <p>{say('checked_so_far', { seen, total })}</p>
        )}
      </div>
      {findings.length > 0 && (
        <ul class="stack player-findings">
          {findings.slice(0, MOST).map((finding) => (
            <li key={`${finding.code} ${finding.n}`}>{describeFinding(finding, language.value)}</li>
          ))}
        </ul>
      )}
      {passed > 0 && <p>{say('passed', { count: passed })}</p>}
      {unread !== undefined && <p role="alert">{say('unread', { why: sayFault(unread) })}</p>}
      {(!isAll || unread !== undefined) && (
        <div>
          <button type="button" class="button" onClick={() => void player.checkAll().catch(() => undefined)}>
            {say('check_all')}
          </button>
        </div>
      )}
    </div>
  )
}
