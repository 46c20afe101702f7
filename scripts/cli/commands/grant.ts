// grant list, grant revoke: what one has given, and taking it back.

import { fromSeconds } from '#protocol/units.ts'
import { describe } from '#protocol/window.ts'
import { revoke, type Withdrawal } from '../access/revoke.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { type Given, standingOf } from '../home/grants.ts'
import { done, type Outcome } from '../outcome.ts'
import { ownPlace } from '../reach/place.ts'
import { usage } from '../spoken.ts'
import { showSeconds } from '../times/show.ts'
import { readHolder } from './grant-give.ts'
import { DOOR } from './shared.ts'

const line = ({ say, language, zone, now }: Context, grant: Given): string => {
  const { claims } = grant
  const uses = claims.uses === undefined ? '' : ` · ${say('list_uses', { uses: claims.uses })}`
  const every = claims.win ? ` · ${describe(claims.win, language)}` : ''
  const when = `${showSeconds(claims.nbf, language, zone)} – ${showSeconds(claims.exp, language, zone)}`
  const standing = say(`standing_${standingOf(grant, now())}`)
  return `${claims.jti}  ${(grant.name ?? '–').padEnd(14)} ${grant.door.padEnd(10)} ${standing.padEnd(12)} ${when}${every}${uses}`
}

const GRANT_LIST = command({
  words: 'grant list',
  about: { en: 'list what you have given', de: 'auflisten, was Sie gegeben haben' },
  options: {
    door: DOOR,
    all: { about: { en: 'also what is over or revoked', de: 'auch, was vorbei oder widerrufen ist' } },
  },
  examples: ['grant list', 'grant list --all --json'],
  run: async (context, { values }) => {
    const { home, now, say } = context
    const grants = (await home.grants.list())
      .filter(({ door }) => values.door === undefined || door === values.door)
      .map((grant) => ({ grant, standing: standingOf(grant, now()) }))
      .filter(({ standing }) => values.all || standing === 'open' || standing === 'to_come')
    const result = grants.map(({ grant: { name, door, claims }, standing }) => ({
      id: claims.jti,
      name,
      door,
      standing,
      claims,
    }))
    return done(
      { grants: result },
      grants.length > 0 ? grants.map(({ grant }) => line(context, grant)) : [say('grant_none')],
    )
  },
})

const withdrawal = async (
  context: Context,
  which: string | undefined,
  key: string | undefined,
  everybody: boolean,
): Promise<{ readonly withdrawal: Withdrawal; readonly given: Given | undefined }> => {
  if ([which !== undefined, key !== undefined, everybody].filter(Boolean).length !== 1) throw usage('revoke_what')
  if (everybody) return { withdrawal: { what: 'everybody' }, given: undefined }
  if (key !== undefined) return { withdrawal: { what: 'key', key: await readHolder(context, key) }, given: undefined }
  const given = await context.home.grants.find(which ?? '')
  return { withdrawal: { what: 'grant', grant: given.claims.jti }, given }
}

const covers = (what: Withdrawal, { claims }: Given): boolean => {
  switch (what.what) {
    case 'grant':
      return claims.jti === what.grant
    case 'key':
      return claims.cnf.jkt === what.key
    case 'everybody':
      return true
  }
}

const GRANT_REVOKE = command({
  words: 'grant revoke',
  about: { en: 'take access back', de: 'Zugang zurücknehmen' },
  notes: [
    {
      en: 'Makes the next revocation list, hands it to the bridge and waits until the door itself says that it has it. A door that is away learns when it comes back, before anything else, and refuses whoever is on the list already at the bridge.',
      de: 'Macht die nächste Widerrufsliste, gibt sie der Brücke und wartet, bis die Tür selbst sagt, dass sie sie hat. Eine Tür, die gerade fort ist, erfährt es beim Wiederkommen vor allem anderen; bis dahin verweigert schon die Brücke.',
    },
  ],
  operands: [
    {
      name: 'ID|NAME',
      about: {
        en: 'the grant, by its id or your name for it',
        de: 'die Berechtigung, nach ihrer Nummer oder Ihrem Namen dafür',
      },
    },
  ],
  options: {
    key: {
      value: 'WHOM',
      about: {
        en: 'everything this key was given, whoever passed it on',
        de: 'alles, was dieser Schlüssel hat, von wem auch immer',
      },
    },
    everybody: { about: { en: 'every grant given so far', de: 'jede bisher gegebene Berechtigung' } },
    door: DOOR,
  },
  examples: ['grant revoke parcel', 'grant revoke --everybody'],
  run: async (context, { values, operands }): Promise<Outcome> => {
    const { home, now, say } = context
    const { withdrawal: what, given } = await withdrawal(context, operands[0], values.key, values.everybody)
    const door = await home.doors.find(given?.door ?? values.door)
    const grants = await home.grants.list()
    const over = new Set(grants.filter(({ claims }) => fromSeconds(claims.exp) < now()).map(({ claims }) => claims.jti))
    const { list, token, applied } = await revoke(await ownPlace(context, door), door, what, now, (id) => over.has(id))
    await home.doors.keep({ ...door, revocations: token })
    await home.grants.markRevoked((grant) => grant.door === door.name && covers(what, grant), list.epoch)
    return done({ door: door.name, epoch: list.epoch, applied }, [
      say(applied ? 'revoked_applied' : 'revoked_later', { epoch: list.epoch }),
    ])
  },
})

export const GRANT_COMMANDS = [GRANT_LIST, GRANT_REVOKE]
