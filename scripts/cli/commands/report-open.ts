// report open: what an owner reported to a carrier, opened with the carrier's key and checked.

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Written } from '#device/journal/port.ts'
import { CLIP_REPORT, type ClipReport } from '#protocol/clip/report.ts'
import { type CheckedClip, verifyClip } from '#protocol/clip/verify.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import { OPEN_WITH, openSealed } from '../clips/recipient.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readExtract } from '../evidence/extract.ts'
import { type CarrierReport, CarrierReportSchema } from '../evidence/for-carrier.ts'
import { describeEntry, short } from '../journal/words.ts'
import { done } from '../outcome.ts'
import { fault } from '../spoken.ts'
import { showTime } from '../times/show.ts'
import { readSealed, writeSealed } from './clips-share.ts'
import { namesOf } from './journal.ts'

interface Opened {
  readonly report: ClipReport
  readonly entries: readonly Written[]
  readonly checked: CheckedClip
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
  const checked = await verifyClip({ door: door.thumbprint as DoorId, head: sealed.head, parts: [], journal: entries })
  const isOfClip = opened.claims.clip === checked.head?.clip && opened.claims.head === checked.headHash
  if (!isOfClip) throw fault('report_forged', { code: 'clip_differs' })
  return { report: opened.claims, entries, checked, door }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}

const linesOf = async (context: Context, sealed: CarrierReport, opened: Opened): Promise<string[]> => {
  const { say, language, zone } = context
  const { report, entries, checked, door } = opened
  const { head } = checked
  if (!head) throw fault('report_forged', { code: 'head_forged' })
  const { jti, job } = sealed.grant
  const nameOf = await namesOf(context)
  const iss = door.thumbprint as DoorId
  return [
    say('report_title', { owner: short(report.iss) }),
    say('report_note', { note: report.note }),
    say('report_clip', { door: head.iss, clip: head.clip, at: showTime(head.at, language, zone) }),
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
    'clip-to': {
      value: 'FILE',
      about: {
        en: 'where the owner added the clip: write it there for “clips open”',
        de: 'wenn der Eigentümer den Clip beilegte: für „clips open“ dorthin schreiben',
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
    const to = values['clip-to']
    if (to !== undefined && sealed.share) await keepShare(context, { to, key, share: sealed.share })
    const { report, checked } = opened
    return done({ report, head: checked.head, grant: sealed.grant, share: sealed.share !== undefined }, lines)
  },
})

/** Sealed again to the carrier's own key; a share never lies about in the open. */
const keepShare = async (
  { home, folder }: Context,
  { to, key, share }: { readonly to: string; readonly key: string | undefined; readonly share: unknown },
): Promise<void> => {
  const [first] = await home.keys.list()
  const name = key ?? first?.name
  if (name === undefined) return writeFile(resolve(folder, to), `${JSON.stringify(share)}\n`, { mode: 0o600 })
  await writeSealed(resolve(folder, to), share, (await home.keys.sealPair(name)).recipient)
}
