// grant give: permission for one key, or for a link, at one door. Calls nobody: the owner's signature is all it takes.

import { resolve } from 'node:path'
import { GRANT } from '#protocol/grant.ts'
import { freshLinkKey, type Link, linkUrl, writeLink } from '#protocol/link.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import type { Thumbprint } from '#protocol/units.ts'
import { claimsOf, readActions, readCount, readJob, readTimes } from '../access/draft.ts'
import { handOver } from '../access/hand-over.ts'
import { describeGrant } from '../access/sentence.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import type { DoorRecord } from '../home/doors.ts'
import { writePrivate } from '../home/file.ts'
import { checkName } from '../home/names.ts'
import { done, type Outcome, type Result } from '../outcome.ts'
import { usage } from '../spoken.ts'
import { DOOR, FROM, JOB, OUT, TIME_NOTE, UNTIL, USES, ZONE } from './shared.ts'

/** A thumbprint, or the name of one of one's own keys. */
export const readHolder = async ({ home }: Pick<Context, 'home'>, text: string): Promise<Thumbprint> => {
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return text as Thumbprint
  const named = (await home.keys.list()).find(({ name }) => name === text)
  if (!named) throw usage('holder_unknown', { text: text.slice(0, 60) })
  return named.key.thumbprint
}

/** Of the newest list known here. */
export const epochOf = ({ revocations }: DoorRecord): number => {
  const list = revocations === undefined ? undefined : (peekClaims(revocations) as { readonly epoch?: unknown })
  return typeof list?.epoch === 'number' ? list.epoch : 0
}

/** The fragment never leaves the courier's device; what the door is called goes with it. */
const addressOf = async (door: DoorRecord, chain: readonly string[], key: Link['key']): Promise<string> => {
  const { bridge, name } = door
  const link: Link = { v: 1, at: bridge.mqtt, bridge: bridge.key, door: door.key, chain: [...chain], key }
  const labelled = { ...link, label: { door: name.slice(0, 80) } }
  return bridge.http === undefined ? `hausrecht:#${await writeLink(labelled)}` : linkUrl(bridge.http, labelled)
}

export const GRANT_GIVE = command({
  words: 'grant give',
  about: { en: 'give somebody access', de: 'jemandem Zugang geben' },
  notes: [
    TIME_NOTE,
    {
      en: 'For a key (--to), or by a link (--link) for somebody whose key you do not know: the link binds itself to the first device that opens it. Who holds a grant for a key needs that key too; who holds a link needs nothing else, so send it as you would a key.',
      de: 'Für einen Schlüssel (--to) oder als Link (--link) für jemanden, dessen Schlüssel Sie nicht kennen: Der Link bindet sich an das erste Gerät, das ihn öffnet. Eine Berechtigung für einen Schlüssel nützt nur mit diesem; ein Link genügt für sich, also verschicken Sie ihn wie einen Schlüssel.',
    },
    {
      en: 'No recording, no entry: a grant needs the camera (--rec) unless you say --no-rec. A door without a camera refuses one that needs it (recorder_absent).',
      de: 'Keine Aufnahme, kein Eintritt: Eine Berechtigung verlangt die Kamera (--rec), außer Sie sagen --no-rec. Eine Tür ohne Kamera verweigert eine, die sie verlangt (recorder_absent).',
    },
  ],
  options: {
    door: DOOR,
    to: {
      value: 'WHOM',
      about: {
        en: 'thumbprint of the holder’s key, or the name of a key of your own',
        de: 'Fingerabdruck des Schlüssels, oder der Name eines eigenen',
      },
    },
    link: { about: { en: 'make a link instead', de: 'stattdessen einen Link machen' } },
    from: FROM,
    until: UNTIL,
    every: {
      value: 'WHEN',
      about: {
        en: 'only at these times: “Mon,Thu 10:00-12:00”, “weekdays 08:00-18:00”, “daily 22:00-06:00”',
        de: 'nur zu diesen Zeiten: „Mo,Do 10:00-12:00“, „werktags 08:00-18:00“, „täglich 22:00-06:00“',
      },
    },
    zone: ZONE,
    uses: USES,
    job: JOB,
    rec: {
      about: {
        en: 'only while the camera records (so it is unless --no-rec)',
        de: 'nur während die Kamera aufzeichnet (gilt ohne --no-rec)',
      },
    },
    'no-rec': { about: { en: 'also without the camera', de: 'auch ohne Kamera' } },
    journal: {
      about: {
        en: 'may also read who comes and goes, by thumbprint, as the door writes it down',
        de: 'darf auch mitlesen, wer kommt und geht, nach Fingerabdruck, so wie die Tür es aufschreibt',
      },
    },
    dlg: {
      value: 'N',
      about: {
        en: 'how many more times it may be passed on (0 to 2); 0 when left out',
        de: 'wie oft es weitergegeben werden darf (0 bis 2); sonst 0',
      },
    },
    act: {
      value: 'ACTIONS',
      about: { en: 'unlock, lock, live; “unlock,lock” when left out', de: 'unlock, lock, live; sonst „unlock,lock“' },
    },
    name: {
      value: 'NAME',
      about: { en: 'what you call it (stays on this machine)', de: 'wie Sie es nennen (bleibt auf diesem Rechner)' },
    },
    out: OUT,
  },
  examples: [
    'grant give --to courier --until +2h --uses 1 --no-rec --name parcel --out parcel.json',
    'grant give --link --from "tomorrow 14:00" --until +2h --uses 1',
    'grant give --to vqAsAw… --until 2027-06-30 --every "Mon,Thu 10:00-12:00" --zone Europe/Berlin --name cleaner',
  ],
  run: async (context, { values }) => {
    const { home, language, zone, now } = context
    if ((values.to === undefined) !== values.link) throw usage('grant_to_or_link')
    if (values.rec && values['no-rec']) throw usage('rec_both')
    const name = values.name === undefined ? {} : { name: checkName(values.name) }
    const door = await home.doors.find(values.door)
    const { key: owner } = await home.keys.read(door.owner)
    const link = values.link ? await freshLinkKey() : undefined
    const claims = claimsOf({
      iss: owner.thumbprint,
      aud: door.id,
      to: link?.thumbprint ?? (await readHolder(context, values.to ?? '')),
      act: readActions(values.act ?? 'unlock,lock'),
      ...readTimes(values, { now: now(), zone }),
      uses: values.uses === undefined ? undefined : readCount('--uses', values.uses, 1, 10_000),
      rec: !values['no-rec'],
      jnl: values.journal ? true : undefined,
      job: values.job === undefined ? undefined : readJob(values.job),
      dlg: values.dlg === undefined ? 0 : readCount('--dlg', values.dlg, 0, 2),
      ...(link ? { link: true as const } : {}),
      epoch: epochOf(door),
    })
    const chain = [await signToken(GRANT, claims, owner)]
    await home.grants.add({ door: door.name, ...name, claims })
    const lines = describeGrant(claims, language, values.zone ?? zone)
    const about = { id: claims.jti, ...name, door: door.name, claims }
    if (link) {
      const url = await addressOf(door, chain, link.jwk)
      return giveLink(context, { url, out: values.out, about, lines })
    }
    const bundle = { v: 1 as const, bridge: door.bridge, door: door.key, chain }
    return handOver(context, bundle, { result: { grant: about }, lines, out: values.out })
  },
})

interface Giving {
  readonly url: string
  readonly out: string | undefined
  readonly about: Result
  readonly lines: readonly string[]
}

/** Into a file for nobody else's eyes, or onto the screen as its last line. */
const giveLink = async ({ folder, say }: Context, { url, out, about, lines }: Giving): Promise<Outcome> => {
  if (out === undefined) return done({ grant: about, link: url }, [...lines, say('grant_link'), '', url])
  const file = resolve(folder, out)
  await writePrivate(file, `${url}\n`)
  return done({ grant: about, file }, [...lines, say('grant_link'), '', file])
}
