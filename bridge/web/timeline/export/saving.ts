// Saving a visit from the page: as a film, as evidence, as a report that a problem is stated in.

import type { Finding } from '#protocol/clip/finding.ts'
import { CLIP_REPORT } from '#protocol/clip/report.ts'
import { hashText } from '#protocol/hash.ts'
import { freshId } from '#protocol/ids.ts'
import { signToken } from '#protocol/token.ts'
import { type ClipId, type RequestId, toSeconds } from '#protocol/units.ts'
import type { App, DoorView } from '../../core/app.ts'
import { knownEntries } from '../../player/examine.ts'
import type { Clips } from '../../player/service.ts'
import { carrierReport } from './carrier.ts'
import { evidenceZip } from './evidence.ts'
import { fetchWhole, type WholeClip } from './fetched.ts'
import { journalAround } from './journal.ts'
import { saveFile } from './save.ts'

export interface Saving {
  readonly app: App
  readonly door: DoorView
  readonly clips: Clips
  /** In their order. */
  readonly ids: readonly ClipId[]
  readonly progress: (done: number, count: number) => void
  readonly stop: AbortSignal
}

export interface Saved {
  readonly names: readonly string[]
  readonly findings: readonly Finding[]
}

const fetchAll = async (
  { app, door, clips, ids, progress, stop }: Saving,
  withSealed: boolean,
): Promise<WholeClip[]> => {
  const journal = knownEntries(door.journal.entries.peek(), door.state.peek())
  const whole: WholeClip[] = []
  for (const clip of ids) {
    whole.push(await fetchWhole(clip, { clips, own: app.key.identity, journal, withSealed, progress, stop }))
  }
  return whole
}

const findingsOf = (whole: readonly WholeClip[]): readonly Finding[] =>
  whole.flatMap(({ standing }) => standing.findings)

/** "hausrecht-2026-11-23-3x1Xc0". */
const nameOf = ([first]: readonly WholeClip[]): string =>
  `hausrecht-${new Date(first?.head.at ?? 0).toISOString().slice(0, 10)}-${first?.clip.slice(0, 6)}`

/** One file for each clip. */
export const saveFilms = async (saving: Saving): Promise<Saved> => {
  const whole = await fetchAll(saving, false)
  const names = whole.map((_, at) => `${nameOf(whole)}${at === 0 ? '' : `-${at + 1}`}.mp4`)
  for (const [at, { film }] of whole.entries()) {
    saveFile(new Blob([film], { type: 'video/mp4' }), names[at] ?? 'film.mp4')
  }
  return { names, findings: findingsOf(whole) }
}

const signReport = async (
  { app, door }: Saving,
  whole: readonly WholeClip[],
  note: string,
  request: RequestId | undefined,
): Promise<string> => {
  const { signing } = app.key
  const clips = await Promise.all(whole.map(async ({ clip, headToken }) => ({ clip, head: await hashText(headToken) })))
  const about = {
    v: 1,
    iss: signing.thumbprint,
    jti: freshId(),
    iat: toSeconds(app.now()),
    door: door.id,
    clips,
  } as const
  return signToken(CLIP_REPORT, { ...about, ...(request === undefined ? {} : { request }), note }, signing)
}

export interface Stating {
  readonly note: string
  /** age recipient of a carrier that shall get a sealed report. */
  readonly carrier?: string
}

const evidenceOf = async (saving: Saving, withSealed: boolean, stating?: Stating): Promise<Saved> => {
  const { app, door } = saving
  const whole = await fetchAll(saving, withSealed)
  const heads = whole.map(({ head }) => head)
  const journal = await journalAround(app.http, door, heads)
  const request = heads.find((head) => head.request !== undefined)?.request
  const report = stating && (await signReport(saving, whole, stating.note, request))
  const keys = { door: door.key.jwk, owner: app.key.signing.jwk, bridge: app.bridge }
  const evidence = { clips: whole, journal, keys, book: app.book.contents.peek(), now: app.now() }
  const name = `${nameOf(whole)}.zip`
  saveFile(await evidenceZip({ ...evidence, ...(report === undefined ? {} : { report }) }), name)
  const names = [name]
  if (report !== undefined && stating?.carrier !== undefined) {
    const sealed = await carrierReport({ ...evidence, report }, stating.carrier)
    if (sealed) {
      names.push(`${nameOf(whole)}.carrier.age`)
      saveFile(new Blob([sealed]), names[1] ?? '')
    }
  }
  return { names, findings: findingsOf(whole) }
}

export const saveEvidence = (saving: Saving, withSealed: boolean): Promise<Saved> => evidenceOf(saving, withSealed)

/** Holds every clip first of all: from then on no retention takes any of them. */
export const saveReport = async (saving: Saving, stating: Stating): Promise<Saved> => {
  for (const clip of saving.ids) await saving.clips.hold(clip, true)
  return evidenceOf(saving, true, stating)
}
