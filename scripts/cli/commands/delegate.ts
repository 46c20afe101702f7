// delegate: a carrier passes its grant on to one of its couriers, narrower, and asks nobody.

import { GRANT, widening } from '#protocol/grant.ts'
import { CHAIN_MOST } from '#protocol/limits.ts'
import { signToken } from '#protocol/token.ts'
import { fromSeconds } from '#protocol/units.ts'
import { claimsOf, readActions, readCount, readJob, readTimes } from '../access/draft.ts'
import { handOver } from '../access/hand-over.ts'
import { describeGrant } from '../access/sentence.ts'
import { command } from '../command.ts'
import { lastGrant } from '../home/bundle.ts'
import { refused } from '../outcome.ts'
import { readHolder } from './grant-give.ts'
import { JOB, OUT, TIME_NOTE, USES, ZONE } from './shared.ts'

export const DELEGATE = command({
  words: 'delegate',
  about: { en: 'pass a grant on, narrower', de: 'eine Berechtigung enger gefasst weitergeben' },
  notes: [
    {
      en: 'For a carrier: its own grant, for one of its couriers, with a shorter time, fewer uses or a job. Calls nobody; the door checks the whole chain. What is left out stays as it is in the grant passed on.',
      de: 'Für Zustelldienste: die eigene Berechtigung für einen ihrer Boten, mit kürzerer Zeit, weniger Öffnungen oder einem Auftrag. Ruft niemanden; die Tür prüft die ganze Kette. Was fehlt, bleibt wie in der weitergegebenen.',
    },
    TIME_NOTE,
  ],
  options: {
    grant: {
      value: 'FILE|NAME',
      about: { en: 'the grant to pass on', de: 'die Berechtigung, die weitergegeben wird' },
      needed: true,
    },
    to: {
      value: 'WHOM',
      about: {
        en: 'thumbprint of the courier’s key, or the name of a key of your own',
        de: 'Fingerabdruck des Schlüssels des Boten, oder der Name eines eigenen',
      },
      needed: true,
    },
    from: { value: 'TIME', about: { en: 'when it starts', de: 'wann es beginnt' } },
    until: { value: 'TIME', about: { en: 'when it ends', de: 'wann es endet' } },
    every: { value: 'WHEN', about: { en: 'only at these times, too', de: 'zudem nur zu diesen Zeiten' } },
    zone: ZONE,
    uses: USES,
    job: JOB,
    act: { value: 'ACTIONS', about: { en: 'fewer of unlock, lock, live', de: 'weniger von unlock, lock, live' } },
    out: OUT,
  },
  examples: ['delegate --grant route.json --to vqAsAw… --until +30min --uses 1 --job 4711 --out anna.json'],
  run: async (context, { values }) => {
    const { home, folder, now, zone, language } = context
    const bundle = await home.held.read(values.grant, folder)
    const parent = lastGrant(bundle.chain)
    const mine = (await home.keys.list()).find(({ key }) => key.thumbprint === parent.cnf.jkt)
    if (!mine) return refused('wrong_key')
    if (parent.link) return refused('link_unbound')
    if (parent.dlg === 0) return refused('not_delegable')
    if (bundle.chain.length >= CHAIN_MOST) return refused('chain_too_long')
    const moment = { now: now(), zone }
    const typed = {
      from: values.from,
      until: values.until ?? new Date(fromSeconds(parent.exp)).toISOString(),
      every: values.every,
      zone: values.zone,
    }
    const times = readTimes(typed, moment)
    const claims = claimsOf({
      iss: mine.key.thumbprint,
      aud: parent.aud,
      to: await readHolder(context, values.to),
      act: values.act === undefined ? parent.act : readActions(values.act),
      ...times,
      // Left out, it starts when the one before does, or now when that has begun.
      ...(values.from === undefined && times.nbf < parent.nbf ? { nbf: parent.nbf } : {}),
      uses: values.uses === undefined ? parent.uses : readCount('--uses', values.uses, 1, 10_000),
      rec: parent.rec,
      job: values.job === undefined ? parent.job : readJob(values.job),
      dlg: parent.dlg - 1,
      epoch: parent.epoch,
    })
    const wider = widening(claims, parent)
    if (wider !== undefined) return refused('chain_widens', { part: wider })
    const token = await signToken(GRANT, claims, mine.key, true)
    const longer = { ...bundle, chain: [...bundle.chain, token] }
    const lines = describeGrant(claims, language, values.zone ?? zone)
    return handOver(context, longer, { result: { grant: { id: claims.jti, claims } }, lines, out: values.out })
  },
})
