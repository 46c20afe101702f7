// report: a visit was not in order. Holds its clips, signs what there is to say, builds the evidence, tells the carrier.

import { join, resolve } from 'node:path'
import type { Written } from '#device/journal/port.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { CLIP_REPORT, NOTE_MOST, REPORTED_MOST } from '#protocol/clip/report.ts'
import { hashText } from '#protocol/hash.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { Refused } from '#protocol/refusals.ts'
import { recipientOfKey } from '#protocol/seal/of-key.ts'
import { signToken } from '#protocol/token.ts'
import { minutes, toSeconds } from '#protocol/units.ts'
import type { FetchedClip } from '../clips/fetched.ts'
import { journalFor } from '../clips/journal.ts'
import { type DoorClips, doorClips } from '../clips/place.ts'
import { readRecipient } from '../clips/recipient.ts'
import { makeShare, type Share } from '../clips/share.ts'
import { fetchVisit } from '../clips/visit.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import type { CarrierReport } from '../evidence/for-carrier.ts'
import { type Exported, writeEvidence } from '../evidence/write.ts'
import type { Given } from '../home/grants.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'
import { tellFilms } from './clips-export.ts'
import { writeSealed } from './clips-share.ts'
import { CLOUD, isRefused, JOURNAL_AT, TO_FOLDER, VISIT_OPERAND } from './clips-shared.ts'
import { DOOR } from './shared.ts'

/** Long enough for a dispute. */
const SHARED_FOR = minutes(90 * 24 * 60)

interface Opened extends FetchedClip {
  readonly head: ClipHead
}

const sign = async (
  owner: SigningKey,
  films: readonly Opened[],
  { note, now }: { readonly note: string; readonly now: ReturnType<Context['now']> },
): Promise<string> => {
  const [{ head }] = films as readonly [Opened]
  const clips = await Promise.all(
    films.map(async ({ stored }) => ({ clip: stored.clip, head: await hashText(stored.head) })),
  )
  const claims = { v: 1, iss: owner.thumbprint, jti: freshId(), iat: toSeconds(now), door: head.iss, clips } as const
  const about = head.request === undefined ? { note } : { request: head.request, note }
  return signToken(CLIP_REPORT, { ...claims, ...about }, owner)
}

/** The grant of the visit's chain that may be passed on: whoever holds it answers for its couriers. */
const carrierGrant = async (
  { home }: Context,
  films: readonly Opened[],
  exported: Exported,
): Promise<Given | undefined> => {
  const [{ head }] = films as readonly [Opened]
  const spent = (exported.extract?.entries ?? []).flatMap(({ what }) =>
    what.kind === 'intent' && what.request === head.request ? what.spends.map(({ grant }) => grant) : [],
  )
  const ids = new Set([...spent, ...films.flatMap((film) => film.head.grant ?? [])])
  return (await home.grants.list()).find(({ claims }) => ids.has(claims.jti) && claims.dlg >= 1)
}

const recipientFor = async (context: Context, given: Given, typed: string | undefined): Promise<string | undefined> => {
  if (typed !== undefined) return readRecipient(context, typed)
  const known = (await context.home.keys.list()).find(({ key }) => key.thumbprint === given.claims.cnf.jkt)
  return known && recipientOfKey(known.key.jwk)
}

interface Telling {
  readonly clips: DoorClips
  readonly films: readonly Opened[]
  readonly exported: Exported
  readonly owner: SigningKey
  readonly report: string
  readonly folder: string
  readonly carrier: string | undefined
  readonly withClip: boolean
}

const sharesOf = async (context: Context, { clips, films, owner, withClip }: Telling): Promise<Share[]> => {
  const shares: Share[] = []
  for (const film of withClip ? films : []) {
    const share = await makeShare(clips, film, { owner, now: context.now(), lasts: SHARED_FOR })
    if (share) shares.push(share)
  }
  return shares
}

/** From the visit's first entry to its last and its clips': what the house did before and after is nobody's business. */
const ofVisit = (entries: readonly Written[], films: readonly Opened[]): readonly Written[] => {
  const clips = new Set<string>(films.map(({ stored }) => stored.clip))
  const requests = new Set(films.flatMap(({ head }) => head.request ?? []))
  const isOurs = ({ what }: Written): boolean =>
    ('clip' in what && clips.has(what.clip)) ||
    ('request' in what && what.request !== undefined && requests.has(what.request))
  return entries.slice(entries.findIndex(isOurs), entries.findLastIndex(isOurs) + 1)
}

/** @returns a line for a person and the file, when there is a carrier to be told */
const tellCarrier = async (
  context: Context,
  telling: Telling,
): Promise<{ line: string; file?: string } | undefined> => {
  const { clips, films, exported, owner, report, folder } = telling
  const given = await carrierGrant(context, films, exported)
  if (!given) return undefined
  const recipient = await recipientFor(context, given, telling.carrier)
  if (recipient === undefined) return { line: context.say('report_carrier_unknown') }
  const value: CarrierReport = {
    ...{ v: 1, door: clips.doorKey.jwk, owner: owner.jwk, report },
    clips: films.map(({ stored: { head, end } }) => ({ head, ...(end === undefined ? {} : { end }) })),
    journal: ofVisit(exported.extract?.entries ?? [], films).map(({ line }) => line),
    grant: given.claims,
    shares: await sharesOf(context, telling),
  }
  const file = join(folder, '..', `${films[0]?.stored.clip}.carrier.age`)
  await writeSealed(file, value, recipient)
  return { line: context.say('report_for_carrier', { file }), file }
}

interface Reporting {
  readonly note: string
  readonly to: string
  readonly journal: string | undefined
  readonly carrier: string | undefined
  readonly withClip: boolean
}

/** First of all: from here on no retention takes any of them. */
const holdAll = async ({ service }: DoorClips, films: readonly Opened[]): Promise<Refused | undefined> => {
  for (const { stored } of films) {
    const no = await service.hold(stored.clip, true)
    if (no) return no
  }
  return undefined
}

const reportVisit = async (
  context: Context,
  clips: DoorClips,
  films: readonly Opened[],
  { note, to, journal: at, carrier, withClip }: Reporting,
): Promise<Outcome> => {
  const { say, home, now } = context
  const { key: owner } = await home.keys.read(clips.record.owner)
  const no = await holdAll(clips, films)
  if (no) return refused(no.code)
  const report = await sign(owner, films, { note, now: now() })
  const folder = resolve(context.folder, to)
  const journal = await journalFor(context, clips, at)
  const exported = await writeEvidence(context, clips, films, { folder, sealed: true, journal, report })
  tellFilms(context, exported)
  const told = await tellCarrier(context, { clips, films, exported, owner, report, folder, carrier, withClip })
  const held = films.map(({ stored }) => stored.clip)
  return done({ clips: held, held: true, folder, carrier: told?.file, findings: exported.findings }, [
    say('report_done', { folder, count: films.length }),
    ...(told ? [told.line] : []),
    say('export_check', { folder: to }),
  ])
}

/** Only what this door recorded can be reported. @throws SpokenError `clip_unopened`, `report_clips_many` */
const mustBeOurs = (fetched: readonly FetchedClip[]): readonly Opened[] => {
  const films = fetched.flatMap((film) => (film.head ? [{ ...film, head: film.head }] : []))
  if (films.length < fetched.length || films.length === 0) throw fault('clip_unopened')
  if (films.length > REPORTED_MOST) throw usage('report_clips_many', { most: REPORTED_MOST })
  return films
}

export const REPORT = command({
  words: 'report',
  about: { en: 'report a visit that was not in order', de: 'einen Besuch melden, der nicht in Ordnung war' },
  notes: [
    {
      en: 'Holds every clip of the visit, so that retention does not take it; signs the note with the owner’s key; writes the evidence with the sealed parts; and, when the visit’s grant could be passed on, seals a report for the carrier who held it.',
      de: 'Bewahrt jeden Clip des Besuchs auf, sodass keine Frist ihn nimmt; unterschreibt die Notiz mit dem Schlüssel des Eigentümers; schreibt die Beweismittel samt versiegelten Teilen; und versiegelt, wenn die Berechtigung weitergegeben werden durfte, eine Meldung für den Zusteller, der sie hielt.',
    },
  ],
  operands: [VISIT_OPERAND],
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
      about: { en: 'let the carrier see the clips as well', de: 'den Zusteller auch die Clips sehen lassen' },
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
    const fetched = await fetchVisit(clips.service, operands[0] ?? '', clips.pair.identity)
    if (isRefused(fetched)) return refused(fetched.code)
    const { to, journal, carrier } = values
    return reportVisit(context, clips, mustBeOurs(fetched), {
      ...{ note, to, journal, carrier, withClip: values['with-clip'] },
    })
  },
})
