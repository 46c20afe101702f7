// report: a visit was not in order. Holds the clip, signs what there is to say, builds the evidence, tells the carrier.

import { join, resolve } from 'node:path'
import { CLIP_REPORT, NOTE_MOST } from '#protocol/clip/report.ts'
import { hashText } from '#protocol/hash.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { signToken } from '#protocol/token.ts'
import { minutes, toSeconds } from '#protocol/units.ts'
import { type FetchedClip, fetchClip } from '../clips/fetched.ts'
import { findClip } from '../clips/find.ts'
import { type DoorClips, doorClips } from '../clips/place.ts'
import { readRecipient } from '../clips/recipient.ts'
import { makeShare } from '../clips/share.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import type { CarrierReport } from '../evidence/for-carrier.ts'
import { type Exported, writeEvidence } from '../evidence/write.ts'
import type { Given } from '../home/grants.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'
import { writeSealed } from './clips-share.ts'
import { CLIP_OPERAND, CLOUD, isRefused, JOURNAL_AT, TO_FOLDER, tellFindings } from './clips-shared.ts'
import { journalFor } from './clips-watch.ts'
import { DOOR } from './shared.ts'

/** Long enough for a dispute. */
const SHARED_FOR = minutes(90 * 24 * 60)

const sign = async (
  owner: SigningKey,
  { head, stored }: FetchedClip,
  { note, now }: { readonly note: string; readonly now: ReturnType<Context['now']> },
): Promise<string | Refused> => {
  if (!head) return refuse('token_wrong_key')
  const { clip, request } = head
  const claims = { v: 1, iss: owner.thumbprint, jti: freshId(), iat: toSeconds(now), door: head.iss, clip } as const
  const about = { head: await hashText(stored.head), ...(request === undefined ? {} : { request }), note }
  return signToken(CLIP_REPORT, { ...claims, ...about }, owner)
}

/** The grant of the visit's chain that may be passed on: whoever holds it answers for its couriers. */
const carrierGrant = async (
  { home }: Context,
  { head }: FetchedClip,
  exported: Exported,
): Promise<Given | undefined> => {
  const spent = (exported.extract?.entries ?? []).flatMap(({ what }) =>
    what.kind === 'intent' && what.request === head?.request ? what.spends.map(({ grant }) => grant) : [],
  )
  const ids = new Set([...spent, ...(head?.grant === undefined ? [] : [head.grant])])
  return (await home.grants.list()).find(({ claims }) => ids.has(claims.jti) && claims.dlg >= 1)
}

const recipientFor = async (context: Context, given: Given, typed: string | undefined): Promise<string | undefined> => {
  if (typed !== undefined) return readRecipient(context, typed)
  const known = (await context.home.keys.list()).find(({ key }) => key.thumbprint === given.claims.cnf.jkt)
  return known && recipientOfKey(known.key.jwk)
}

interface Telling {
  readonly clips: DoorClips
  readonly fetched: FetchedClip
  readonly exported: Exported
  readonly owner: SigningKey
  readonly report: string
  readonly folder: string
  readonly carrier: string | undefined
  readonly withClip: boolean
}

/** @returns a line for a person and the file, when there is a carrier to be told */
const tellCarrier = async (
  context: Context,
  telling: Telling,
): Promise<{ line: string; file?: string } | undefined> => {
  const { clips, fetched, exported, owner, report, folder, withClip } = telling
  const given = await carrierGrant(context, fetched, exported)
  if (!given) return undefined
  const recipient = await recipientFor(context, given, telling.carrier)
  if (recipient === undefined) return { line: context.say('report_carrier_unknown') }
  const share = withClip ? await makeShare(clips, fetched, { owner, now: context.now(), lasts: SHARED_FOR }) : undefined
  const { head, end } = fetched.stored
  const value: CarrierReport = {
    ...{ v: 1, door: clips.doorKey.jwk, owner: owner.jwk, report, head },
    ...(end === undefined ? {} : { end }),
    journal: (exported.extract?.entries ?? []).map(({ line }) => line),
    grant: given.claims,
    ...(share ? { share } : {}),
  }
  const file = join(folder, '..', `${fetched.stored.clip}.carrier.age`)
  await writeSealed(file, value, recipient)
  return { line: context.say('report_for_carrier', { file }), file }
}

const reportClip = async (
  context: Context,
  clips: DoorClips,
  fetched: FetchedClip,
  typed: {
    readonly note: string
    readonly to: string
    readonly journal: string | undefined
    readonly carrier: string | undefined
    readonly withClip: boolean
  },
): Promise<Outcome> => {
  const { say, home, now } = context
  const { key: owner } = await home.keys.read(clips.record.owner)
  const report = await sign(owner, fetched, { note: typed.note, now: now() })
  if (typeof report !== 'string') return refused(report.code)
  // First of all: from here on no retention takes it.
  const no = await clips.service.hold(fetched.stored.clip, true)
  if (no) return refused(no.code)
  const folder = resolve(context.folder, typed.to)
  const journal = await journalFor(context, clips, typed.journal)
  const exported = await writeEvidence(context, clips, fetched, { folder, sealed: true, journal, report })
  tellFindings(context, exported.findings)
  const { carrier, withClip } = typed
  const told = await tellCarrier(context, { clips, fetched, exported, owner, report, folder, carrier, withClip })
  const { clip } = fetched.stored
  return done({ clip, held: true, folder, carrier: told?.file, findings: exported.findings }, [
    say('report_done', { folder }),
    ...(told ? [told.line] : []),
    say('export_check', { folder: typed.to }),
  ])
}

export const REPORT = command({
  words: 'report',
  about: { en: 'report a visit that was not in order', de: 'einen Besuch melden, der nicht in Ordnung war' },
  notes: [
    {
      en: 'Holds the clip, so that retention does not take it; signs the note with the owner’s key; writes the evidence with the sealed parts; and, when the visit’s grant could be passed on, seals a report for the carrier who held it.',
      de: 'Bewahrt den Clip auf, sodass keine Frist ihn nimmt; unterschreibt die Notiz mit dem Schlüssel des Eigentümers; schreibt die Beweismittel samt versiegelten Teilen; und versiegelt, wenn die Berechtigung weitergegeben werden durfte, eine Meldung für den Zusteller, der sie hielt.',
    },
  ],
  operands: [{ ...CLIP_OPERAND, name: 'CLIP|VISIT' }],
  options: {
    note: { value: 'TEXT', about: { en: 'what was not in order', de: 'was nicht in Ordnung war' }, needed: true },
    to: TO_FOLDER,
    carrier: {
      value: 'WHOM',
      about: {
        en: 'the carrier’s public key: a file, or an age recipient; needed when it is none of your keys',
        de: 'der öffentliche Schlüssel des Zustellers: eine Datei oder ein age-Empfänger; nötig, wenn es keiner Ihrer Schlüssel ist',
      },
    },
    'with-clip': {
      about: { en: 'let the carrier see the clip as well', de: 'den Zusteller auch den Clip sehen lassen' },
    },
    door: DOOR,
    cloud: CLOUD,
    journal: JOURNAL_AT,
  },
  examples: ['report last --note "The parcel was thrown" --to ./evidence'],
  run: async (context, { values, operands }) => {
    const note = values.note.trim()
    if (note.length === 0 || note.length > NOTE_MOST) throw usage('report_note_long', { most: NOTE_MOST })
    const clips = await doorClips(context, values)
    const { clip } = await findClip(clips.service, operands[0] ?? '')
    const fetched = await fetchClip(clips.service, clip, clips.pair.identity)
    if (isRefused(fetched)) return refused(fetched.code)
    if (!fetched.head) throw fault('clip_unopened')
    const { to, journal, carrier } = values
    return reportClip(context, clips, fetched, { note, to, journal, carrier, withClip: values['with-clip'] })
  },
})
