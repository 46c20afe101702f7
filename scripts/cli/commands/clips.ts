// clips at, list, hold, lift, delete, usage, retain: what is stored for a door, and for how long.

import type { Listed } from '#protocol/clip/answers.ts'
import { CLIP_GONE, type ClipGone } from '#protocol/clip/cloud.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { ClipIdSchema } from '#protocol/ids.ts'
import type { Refused } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import { epochMs } from '#protocol/units.ts'
import { readCount } from '../access/draft.ts'
import { findClip, headOf } from '../clips/find.ts'
import { type DoorClips, doorClips, keyOfService, readAddress } from '../clips/place.ts'
import { showBytes } from '../clips/words.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { short } from '../journal/words.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { usage } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { CLIP_OPERAND, CLOUD, isRefused, whyWord } from './clips-shared.ts'
import { DOOR } from './shared.ts'

const PLACE = { door: DOOR, cloud: CLOUD }

/** Clips of one visit have the same beginning of its request, which names it: clips export 8xQ3kZ0a. */
const whyOf = (context: Context, head: ClipHead | undefined): string => {
  const why = whyWord(context, head)
  return head?.request === undefined ? why : `${why} ${head.request.slice(0, VISIT_SHOWN)}`
}
const VISIT_SHOWN = 8

const rowOf = async (context: Context, { service }: DoorClips, listed: Listed) => {
  const { say, language, zone } = context
  const head = await headOf(listed, service.place.door)
  const { clip, parts, bytes, ended, held } = listed
  const deletes = listed.deletes ?? undefined
  const marks = [
    ...(head?.follows === undefined ? [] : [say('clip_mark_follows', { clip: short(head.follows) })]),
    ...(ended ? [] : [say('clip_mark_open')]),
    ...(held ? [say('clip_mark_held')] : []),
    ...(deletes === undefined || held
      ? []
      : [say('clip_mark_deletes', { at: showTime(epochMs(deletes), language, zone) })]),
  ].join('')
  const at = head ? showTime(head.at, language, zone) : '–'
  return {
    line: say('clip_row', { clip, at, bytes: showBytes(bytes, language), why: whyOf(context, head), marks }),
    event: {
      clip,
      at: head?.at,
      why: head?.why,
      request: head?.request,
      follows: head?.follows,
      parts,
      bytes,
      ended,
      held,
      deletes,
    },
  }
}

const goneRow = (context: Context, { clip, at, why, parts, bytes }: ClipGone): string => {
  const { say, language, zone } = context
  const when = showTime(epochMs(at), language, zone)
  return say('gone_row', { clip, at: when, why: say(`gone_why_${why}`), parts, bytes: showBytes(bytes, language) })
}

const listGone = async (context: Context, { service }: DoorClips): Promise<Outcome> => {
  const tokens = await service.gone()
  if (isRefused(tokens)) return refused(tokens.code)
  const gone: ClipGone[] = []
  for (const token of tokens) {
    const opened = await openToken(CLIP_GONE, token)
    const isTheirs = opened.ok && opened.signer.thumbprint === service.place.key.thumbprint
    if (isTheirs) gone.push(opened.claims)
    const code = opened.ok ? 'token_wrong_key' : opened.code
    const line = isTheirs ? goneRow(context, opened.claims) : context.say('gone_forged', { code })
    context.tell(line, isTheirs ? { gone: opened.claims, token } : { forged: code })
  }
  return done({ gone: gone.length }, tokens.length === 0 ? [context.say('gone_none')] : [])
}

const listClips = async (context: Context, clips: DoorClips, most: number): Promise<Outcome> => {
  let count = 0
  for await (const listed of clips.service.list()) {
    const { line, event } = await rowOf(context, clips, listed)
    context.tell(line, event)
    count += 1
    if (count >= most) break
  }
  return done({ clips: count }, count === 0 ? [context.say('clip_none')] : [])
}

const after = (no: Refused | undefined, result: Readonly<Record<string, unknown>>, line: string): Outcome =>
  no ? refused(no.code, result) : done(result, [line])

const held = (word: 'hold' | 'lift', about: { readonly en: string; readonly de: string }) =>
  command({
    words: `clips ${word}`,
    about,
    operands: [CLIP_OPERAND],
    options: PLACE,
    examples: [`clips ${word} last`],
    run: async (context, { values, operands }) => {
      const { service } = await doorClips(context, values)
      const { clip } = await findClip(service, operands[0] ?? '')
      const said = word === 'hold' ? 'clip_is_held' : 'clip_is_lifted'
      return after(await service.hold(clip, word === 'hold'), { clip }, context.say(said))
    },
  })

export const CLIP_COMMANDS = [
  command({
    words: 'clips at',
    about: { en: 'say where a door’s clips are', de: 'sagen, wo die Clips einer Tür liegen' },
    operands: [{ name: 'URL', about: CLOUD.about, needed: true }],
    options: { door: DOOR },
    examples: ['clips at https://clips.example.org'],
    run: async (context, { values, operands }) => {
      const { home, say } = context
      const { id, name } = await home.doors.find(values.door)
      const url = readAddress(operands[0] ?? '')
      const key = await keyOfService(context, url)
      await home.clouds.place(id, url)
      return done({ door: name, url, key: key.thumbprint }, [say('place_set', { name, url })])
    },
  }),
  command({
    words: 'clips list',
    about: { en: 'list the clips of a door, newest first', de: 'die Clips einer Tür auflisten, die neuesten zuerst' },
    notes: [
      {
        en: 'Clips of one visit show the same beginning of its request; that beginning names the visit to export and report.',
        de: 'Clips eines Besuchs zeigen denselben Anfang seiner Anfrage; dieser Anfang nennt den Besuch für export und report.',
      },
    ],
    options: {
      ...PLACE,
      most: { value: 'N', about: { en: 'at most so many; 50 when left out', de: 'höchstens so viele; sonst 50' } },
      gone: { about: { en: 'the signed records of deleted ones', de: 'die unterschriebenen Belege der gelöschten' } },
    },
    examples: ['clips list --cloud https://clips.example.org', 'clips list --json', 'clips list --gone'],
    run: async (context, { values }) => {
      const clips = await doorClips(context, values)
      if (values.gone) return listGone(context, clips)
      return listClips(context, clips, values.most === undefined ? 50 : readCount('--most', values.most, 1, 100_000))
    },
  }),
  held('hold', { en: 'keep a clip for a dispute', de: 'einen Clip für einen Streitfall aufbewahren' }),
  held('lift', { en: 'let retention have a held clip again', de: 'die Aufbewahrung eines Clips aufheben' }),
  command({
    words: 'clips delete',
    about: { en: 'delete a clip for good', de: 'einen Clip endgültig löschen' },
    notes: [
      {
        en: 'Destroys the clip’s key first, so that whatever copy of the bytes remains anywhere is noise, then the bytes. The service keeps a signed record that it happened. A held clip stays.',
        de: 'Vernichtet zuerst den Schlüssel des Clips, sodass jede noch irgendwo liegende Kopie der Bytes nur Rauschen ist, dann die Bytes. Der Dienst behält einen unterschriebenen Beleg. Ein aufbewahrter Clip bleibt.',
      },
    ],
    operands: [{ name: 'CLIP', about: { en: 'its whole id', de: 'seine ganze Nummer' }, needed: true }],
    options: PLACE,
    examples: ['clips delete 3x1Xc0mB0YkqJrR5o3mJtA'],
    run: async (context, { values, operands }) => {
      const clip = ClipIdSchema.safeParse(operands[0])
      if (!clip.success) throw usage('clip_whole_id')
      const { service } = await doorClips(context, values)
      return after(await service.remove(clip.data), { clip: clip.data }, context.say('clip_is_deleted'))
    },
  }),
  command({
    words: 'clips usage',
    about: {
      en: 'what is stored, since when, how much, and who read it',
      de: 'was gespeichert ist, seit wann, wie viel, und wer es las',
    },
    options: PLACE,
    examples: ['clips usage'],
    run: async (context, { values }) => {
      const clips = await doorClips(context, values)
      const used = await clips.service.usage()
      if (!used.ok) return refused(used.code)
      const { ok: _done, ...result } = used
      return done(result, await usageLines(context, clips, used))
    },
  }),
  command({
    words: 'clips retain',
    about: { en: 'say how long clips of a door are kept', de: 'sagen, wie lange Clips einer Tür bleiben' },
    operands: [{ name: 'DAYS', about: { en: '1 to 3650', de: '1 bis 3650' }, needed: true }],
    options: PLACE,
    examples: ['clips retain 14'],
    run: async (context, { values, operands }) => {
      const days = readCount('DAYS', operands[0] ?? '', 1, 3650)
      const { service } = await doorClips(context, values)
      return after(await service.retain(days), { days }, context.say('clip_days', { days }))
    },
  }),
]

type Used = Extract<Awaited<ReturnType<DoorClips['service']['usage']>>, { ok: true }>

const usageLines = async (context: Context, { ownerKey }: DoorClips, used: Used): Promise<string[]> => {
  const { say, language, zone } = context
  const { bytes, quota, clips, oldest, retention, reads } = used
  const names = new Map((await context.home.keys.list()).map(({ name, key }) => [key.thumbprint as string, name]))
  const whoIs = (who: string): string => (who === ownerKey.thumbprint ? say('v_owner') : (names.get(who) ?? short(who)))
  return [
    say('usage_stored', { clips, bytes: showBytes(bytes, language), quota: showBytes(quota, language) }),
    ...(typeof oldest === 'number' ? [say('usage_oldest', { at: showTime(epochMs(oldest), language, zone) })] : []),
    say('clip_days', { days: retention }),
    say(reads.length === 0 ? 'usage_no_reads' : 'usage_reads'),
    ...reads.map(({ at, clip, who }) =>
      say('usage_read', { at: showTime(epochMs(at), language, zone), clip, who: whoIs(who) }),
    ),
  ]
}
