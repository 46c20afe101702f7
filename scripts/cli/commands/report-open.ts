// report open: what an owner reported to a carrier, opened with the carrier's key and checked.

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Written } from '#device/journal/port.ts'
import { CLIP_REPORT, type ClipReport } from '#protocol/clip/report.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import { OPEN_WITH, openSealed } from '../clips/recipient.ts'
import type { Share } from '../clips/share.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { isReported } from '../evidence/check.ts'
import { readExtract } from '../evidence/extract.ts'
import { type CarrierReport, CarrierReportSchema } from '../evidence/for-carrier.ts'
import { describeEntry, short } from '../journal/words.ts'
import { done } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { readSealed, writeSealed } from './clips-share.ts'
import { namesOf } from './journal.ts'

interface Opened {
  readonly report: ClipReport
  readonly entries: readonly Written[]
  readonly films: readonly CheckedClip[]
  readonly door: VerifyKey
}

const open = async (sealed: CarrierReport): Promise<Opened> => {
  const [door, owner] = await Promise.all([verifyKey(sealed.door), verifyKey(sealed.owner)])
  const opened = await openToken(CLIP_REPORT, sealed.report)
  if (!opened.ok) throw fault('report_forged', { code: opened.code })
  if (opened.signer.thumbprint !== owner.thumbprint) throw fault('report_forged', { code: 'token_wrong_key' })
  const lines = Buffer.from(sealed.journal.map((line) => `${line}\n`).join(''))
  const { entries, broken } = await readExtract(once(lines), door)
  if (broken) throw fault('entry_unreadable', { code: broken.code })
  const checkOne = (head: string, end: string | undefined): Promise<CheckedClip> =>
    verifyClip({
      ...{ door: door.thumbprint as DoorId, head, parts: [], journal: entries },
      ...(end === undefined ? {} : { end }),
    })
  const films = await Promise.all(sealed.clips.map(({ head, end }) => checkOne(head, end)))
  if (!films.every((film) => isReported(opened.claims, film))) throw fault('report_forged', { code: 'clip_differs' })
  return { report: opened.claims, entries, films, door }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}

const linesOf = async (context: Context, sealed: CarrierReport, opened: Opened): Promise<string[]> => {
  const { say, language, zone } = context
  const { report, entries, films, door } = opened
  const { jti, job } = sealed.grant
  const nameOf = await namesOf(context)
  const iss = door.thumbprint as DoorId
  return [
    say('report_title', { owner: short(report.iss) }),
    say('report_note', { note: report.note }),
    ...films.flatMap(({ head }) =>
      head ? [say('report_clip', { door: head.iss, clip: head.clip, at: showTime(head.at, language, zone) })] : [],
    ),
    say('report_grant', { grant: jti, job: job === undefined ? '' : ` (${job})` }),
    '',
    say('v_timeline'),
    ...entries.map(({ n, at, what, hash }) =>
      describeEntry({ v: 1, iss, n, at, what, prev: hash }, language, zone, nameOf),
    ),
  ]
}

export const REPORT_OPEN = command({
  words: 'report open',
  about: { en: 'read a report one was sent as a carrier', de: 'eine Meldung lesen, die man als Zusteller bekam' },
  operands: [{ name: 'FILE', about: { en: 'what was sent', de: 'was gesendet wurde' }, needed: true }],
  options: {
    ...OPEN_WITH,
    'clips-to': {
      value: 'FOLDER',
      about: {
        en: 'where the owner added the clips: write each there for “clips open”',
        de: 'wenn der Eigentümer die Clips beilegte: jeden für „clips open“ dorthin schreiben',
      },
    },
  },
  examples: ['report open 3x1Xc0mB0YkqJrR5o3mJtA.carrier.age --key carrier'],
  run: async (context, { values, operands }) => {
    const file = operands[0] ?? ''
    const { key, identity } = values
    const bytes = await readSealed(context, file)
    const sealed = await openSealed(context, bytes, { schema: CarrierReportSchema, file, key, identity })
    const opened = await open(sealed)
    const lines = await linesOf(context, sealed, opened)
    const to = values['clips-to']
    const kept = to === undefined ? [] : await keepShares(context, { to, key, shares: sealed.shares })
    const { report, films } = opened
    const heads = films.map(({ head }) => head)
    const result = { report, heads, grant: sealed.grant, shares: sealed.shares.length, files: kept }
    return done(result, [...lines, ...kept.map((path) => context.say('report_clip_kept', { file: path }))])
  },
})

/** Sealed again to the carrier's own key; a share never lies about in the open. */
const keepShares = async (
  { home, folder }: Context,
  { to, key, shares }: { readonly to: string; readonly key: string | undefined; readonly shares: readonly Share[] },
): Promise<readonly string[]> => {
  const name = key ?? (await home.keys.list())[0]?.name
  if (name === undefined) throw usage('report_clips_key')
  const { recipient } = await home.keys.sealPair(name)
  const at = resolve(folder, to)
  await mkdir(at, { recursive: true, mode: 0o700 })
  const files = shares.map((share) => join(at, `${share.clip}.age`))
  for (const [index, file] of files.entries()) await writeSealed(file, shares[index], recipient)
  return files
}
