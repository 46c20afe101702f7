// Checked evidence in words a judge could follow, and how much speaks against it.

import { FINDINGS } from '#protocol/clip/finding.ts'
import type { Entry } from '#protocol/entry.ts'
import { describeGrant } from '../access/sentence.ts'
import { describeFinding } from '../clips/words.ts'
import { describeEntry, type NameOf, short } from '../journal/words.ts'
import { showClock, showDay, showSpan } from '../times/show.ts'
import type { CheckedEvidence, CheckedFilm } from './check.ts'
import { clipPlaces } from './folder.ts'
import { against, all, nothing, type Said, told, type Voice } from './said.ts'
import { describeVisit } from './visit-sentences.ts'

const files = ({ evidence }: CheckedEvidence, { say }: Voice): Said => {
  const { count, changed, missing, added } = evidence.files
  const isSound = changed.length + missing.length === 0
  return all(
    isSound ? told(say('v_files_sound', { count })) : nothing,
    against(...changed.map((file) => say('v_file_changed', { file }))),
    against(...missing.map((file) => say('v_file_missing', { file }))),
    told(...added.map((file) => say('v_file_added', { file }))),
  )
}

const journal = ({ extract }: CheckedEvidence, { say }: Voice): Said => {
  if (!extract) return told(say('v_no_journal'))
  if (extract.broken) return against(say('v_journal_broken', extract.broken))
  const [first, last] = [extract.entries[0], extract.entries.at(-1)]
  return first && last ? told(say('v_journal_sound', { from: first.n, to: last.n })) : told(say('v_no_journal'))
}

const covers = ({ checked }: CheckedFilm, { say, language, zone }: Voice): Said => {
  if (!checked.covers) return told(say('v_covers_nothing'))
  const { from, to, lasts, segments } = checked.covers
  const times = { from: `${showDay(from, language, zone)}, ${showClock(from, zone)}`, to: showClock(to, zone) }
  return told(say('v_covers', { ...times, lasts: showSpan(lasts, language), segments }))
}

const compared = ({ film, at }: CheckedFilm, { say }: Voice): Said => {
  const { film: file } = clipPlaces(at)
  if (film === 'changed') return against(say('v_film_changed', { file }))
  return told(say(film === 'same' ? 'v_film_sound' : 'v_film_alone', { file }))
}

const findings = ({ findings: found }: CheckedFilm, { language }: Voice): Said => {
  const lines = found.map((finding) => describeFinding(finding, language))
  return { lines, against: found.filter(({ code }) => FINDINGS[code] !== 'note').length }
}

const film = (one: CheckedFilm, voice: Voice): Said => {
  const { head } = one.checked
  const { say } = voice
  const title = head
    ? say('v_film', { at: one.at, clip: head.clip, why: say(`v_why_${head.why}`) })
    : say('v_film_forged', { at: one.at })
  return all(told('', title), head ? covers(one, voice) : nothing, compared(one, voice), findings(one, voice))
}

const films = ({ films: there }: CheckedEvidence, voice: Voice): Said =>
  all(...there.map((one) => film(one, voice)), told(''))

type Intent = Extract<Entry['what'], { kind: 'intent' }>

const whoAsked = (intent: Intent, { owner }: CheckedEvidence, nameOf: NameOf, { say }: Voice): string => {
  const { holder, spends } = intent
  if (holder === undefined) return say('v_holder_pin')
  const name = holder === owner.thumbprint ? say('v_owner') : (nameOf(holder) ?? say('v_somebody'))
  return spends.length === 0
    ? say('v_holder_owner', { who: name, key: holder })
    : say('v_holder_grant', { who: name, key: holder, grants: spends.map(({ grant }) => grant).join(', ') })
}

const people = (checked: CheckedEvidence, nameOf: NameOf, voice: Voice): Said => {
  const { say, language, zone } = voice
  const intents = (checked.extract?.entries ?? []).flatMap(({ what }) => (what.kind === 'intent' ? [what] : []))
  if (intents.length === 0) return nothing
  const used = new Set(intents.flatMap(({ spends }) => spends.map(({ grant }) => grant)))
  const grants = checked.evidence.grants.grants.filter(({ claims }) => used.has(claims.jti))
  return told(
    say('v_who'),
    ...new Set(intents.map((intent) => whoAsked(intent, checked, nameOf, voice))),
    ...grants.flatMap(({ name, claims }) => [
      say('v_grant', { grant: name ?? claims.jti }),
      ...describeGrant(claims, language, zone).map((line) => `    ${line}`),
    ]),
  )
}

const bolt = ({ extract, visit: { request } }: CheckedEvidence, { say }: Voice): Said => {
  const entries = extract?.entries ?? []
  const count = entries.filter(({ what }) => what.kind === 'opened').length
  if (count === 0) return nothing
  const isClosed = entries.some(
    ({ what }) => what.kind === 'closed' && (request === undefined || what.request === request),
  )
  return told(say('v_bolt_opened', { count }), say(isClosed ? 'v_bolt_closed' : 'v_bolt_open'))
}

const timeline = ({ extract, door }: CheckedEvidence, nameOf: NameOf, { say, language, zone }: Voice): Said => {
  if (!extract || extract.entries.length === 0) return nothing
  const iss = door.thumbprint as Entry['iss']
  const lines = extract.entries.map(({ n, at, what, hash }) =>
    describeEntry({ v: 1, iss, n, at, what, prev: hash }, language, zone, nameOf),
  )
  return told('', say('v_timeline'), ...lines, '')
}

const report = ({ report: stated, owner, isOwners }: CheckedEvidence, { say }: Voice): Said => {
  const other = isOwners ? nothing : against(say('v_not_owner'))
  if (!stated) return other
  if ('code' in stated) return all(other, against(say('v_report_forged', { code: stated.code })))
  return all(other, told(say('v_report', { owner: short(owner.thumbprint), note: stated.claims.note })))
}

/** @param known the reader's own name for the door @param nameOf names of the reader's, before those in the folder */
export const describeEvidence = (
  checked: CheckedEvidence,
  voice: Voice,
  { known, nameOf }: { readonly known: string | undefined; readonly nameOf: NameOf },
): Said => {
  const { say } = voice
  const names = new Map(checked.evidence.keys.names.map(({ key, name }) => [key as string, name]))
  const called: NameOf = (key) => nameOf(key) ?? names.get(key)
  return all(
    told(
      say('v_title', { door: checked.door.thumbprint }),
      known === undefined ? say('v_unknown') : say('v_known', { name: known }),
      '',
    ),
    files(checked, voice),
    journal(checked, voice),
    films(checked, voice),
    report(checked, voice),
    timeline(checked, called, voice),
    people(checked, called, voice),
    bolt(checked, voice),
    describeVisit(checked, called, voice),
  )
}
