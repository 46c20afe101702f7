// clips share, open: one clip, for one other person.

import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openHead } from '#protocol/clip/verify.ts'
import { verifyKey } from '#protocol/keys.ts'
import type { Refused } from '#protocol/refusals.ts'
import { seal } from '#protocol/seal/seal.ts'
import { type DoorId, epochMs, minutes } from '#protocol/units.ts'
import { readCount } from '../access/draft.ts'
import { type FetchedClip, fetchClip } from '../clips/fetched.ts'
import { findClip } from '../clips/find.ts'
import { doorClips } from '../clips/place.ts'
import { OPEN_WITH, openSealed, readRecipient } from '../clips/recipient.ts'
import { openService, type Service } from '../clips/service.ts'
import { makeShare, type Share, ShareSchema } from '../clips/share.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { done, refused } from '../outcome.ts'
import { fault } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { CLIP_OPERAND, CLOUD, isRefused } from './clips-shared.ts'
import { FILM_TO, playClip } from './clips-watch.ts'
import { DOOR } from './shared.ts'

const DAY = minutes(24 * 60)
const DAYS = 14

/** A file that only one may read, sealed for somebody else. */
export const writeSealed = async (path: string, value: unknown, recipient: string): Promise<void> => {
  const text = new TextEncoder().encode(`${JSON.stringify(value)}\n`)
  await writeFile(path, await seal(text, [recipient]), { mode: 0o600 })
}

export const readSealed = async ({ folder }: Context, file: string): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await readFile(resolve(folder, file)))
  } catch (cause) {
    throw fault('file_unreadable', { file }, cause)
  }
}

/** The clip named in a share, with the identity that came with it. */
const fetchShared = async (service: Service, { clip, identity }: Share): Promise<FetchedClip | Refused> => {
  const stored = await service.clip(clip)
  if (!stored.ok) return stored
  const lines = await service.lines(clip)
  if ('ok' in lines) return lines
  const shown = await openHead({ door: service.place.door, clip, head: stored.head })
  if ('finding' in shown) return { ok: true, stored, head: undefined, why: shown.finding, lines, opened: undefined }
  return { ok: true, stored, head: shown.head, lines, opened: { ok: true, identity } }
}

export const CLIP_SHARE_COMMANDS = [
  command({
    words: 'clips share',
    about: { en: 'hand one clip to one other person', de: 'einen Clip einer anderen Person übergeben' },
    notes: [
      {
        en: 'Writes one file, sealed to that person: where the clip is, the permission to fetch it, and its own key. It opens this clip and nothing else.',
        de: 'Schreibt eine Datei, an diese Person versiegelt: wo der Clip liegt, die Erlaubnis, ihn zu holen, und seinen eigenen Schlüssel. Sie öffnet diesen Clip und sonst nichts.',
      },
    ],
    operands: [CLIP_OPERAND],
    options: {
      with: {
        value: 'WHOM',
        about: {
          en: 'an age recipient (age1…), a file with one or with a public key, or one of your keys',
          de: 'ein age-Empfänger (age1…), eine Datei mit einem oder mit einem öffentlichen Schlüssel, oder einer Ihrer Schlüssel',
        },
        needed: true,
      },
      out: {
        value: 'FILE',
        about: { en: 'where to write it', de: 'wohin sie geschrieben wird' },
        needed: true,
      },
      days: {
        value: 'N',
        about: {
          en: `how long it can be fetched; ${DAYS} when left out`,
          de: `wie lange er sich abholen lässt; sonst ${DAYS}`,
        },
      },
      door: DOOR,
      cloud: CLOUD,
    },
    examples: ['clips share last --with police.pub --out for-police.age'],
    run: async (context, { values, operands }) => {
      const { home, folder, say, now, language, zone } = context
      const recipient = await readRecipient(context, values.with)
      const days = values.days === undefined ? DAYS : readCount('--days', values.days, 1, 3650)
      const clips = await doorClips(context, values)
      const { clip } = await findClip(clips.service, operands[0] ?? '')
      const fetched = await fetchClip(clips.service, clip, clips.pair.identity)
      if (isRefused(fetched)) return refused(fetched.code)
      const { key: owner } = await home.keys.read(clips.record.owner)
      const lasts = minutes(days * 24 * 60)
      const share = await makeShare(clips, fetched, { owner, now: now(), lasts })
      if (!share) throw fault('clip_unopened')
      const file = resolve(folder, values.out)
      await writeSealed(file, share, recipient)
      const until = epochMs(now() + days * DAY)
      return done({ clip, file, until }, [
        say('share_done', { file, until: showTime(until, language, zone) }),
        say('share_open_with'),
      ])
    },
  }),
  command({
    words: 'clips open',
    about: { en: 'watch a clip one was handed', de: 'einen übergebenen Clip ansehen' },
    operands: [{ name: 'FILE', about: { en: 'what was handed over', de: 'was übergeben wurde' }, needed: true }],
    options: { ...OPEN_WITH, to: FILM_TO },
    examples: ['clips open for-police.age --identity age-key.txt --to film.mp4'],
    run: async (context, { values, operands }) => {
      const file = operands[0] ?? ''
      const sealed = await readSealed(context, file)
      const { key, identity } = values
      const share = await openSealed(context, sealed, { schema: ShareSchema, file, key, identity })
      const [serviceKey, door] = await Promise.all([verifyKey(share.serviceKey), verifyKey(share.door)])
      const reader = { share: share.share }
      const url = share.service
      const service = openService({ url, key: serviceKey, door: door.thumbprint as DoorId, reader, now: context.now })
      const fetched = await fetchShared(service, share)
      return isRefused(fetched) ? refused(fetched.code) : playClip(context, { service }, fetched, values.to)
    },
  }),
]
