// home: a door in Home Assistant, and its state for a broker that is there already.

import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { systemClock } from '#device/clock/system.ts'
import { VERSION } from '#device/version.ts'
import { ACTIONS } from '#protocol/action.ts'
import { GrantClaimsSchema } from '#protocol/grant.ts'
import { peekClaims } from '#protocol/token.ts'
import { type GrantId, millis } from '#protocol/units.ts'
import { isLoopback, isSameListener, isWebSocket } from '#scripts/home-assistant/address.ts'
import { openGateway, type Told } from '#scripts/home-assistant/gateway.ts'
import { makeReader, mosquittoSettings } from '#scripts/home-assistant/reader.ts'
import { refusalText } from '#scripts/home-assistant/refusal.ts'
import { readCount } from '../access/draft.ts'
import { revoke } from '../access/revoke.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { readIfThere, writePrivate } from '../home/file.ts'
import { done, refused } from '../outcome.ts'
import { ownPlace, type Place, placeFrom } from '../reach/place.ts'
import { fault, usage } from '../spoken.ts'
import { showSeconds } from '../times/show.ts'
import { epochOf } from './grant-give.ts'
import { DOOR } from './shared.ts'

const DAY = 24 * 3600 * 1000

const readUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isBroker = url && /^(mqtts?|wss?):$/.test(url.protocol) && url.hostname !== '' && url.password === ''
  if (!isBroker) throw usage('home_url', { url: text.slice(0, 100) })
  return url
}

/** Where mosquitto reaches the bridge. It runs elsewhere, most likely: there this machine's own address is another. */
const readAddress = (typed: string | undefined, bridge: string): URL => {
  const address = typed === undefined ? new URL(bridge) : readUrl(typed)
  if (isWebSocket(address)) throw usage('home_reader_socket', { url: address.href })
  if (typed === undefined && isLoopback(address)) throw usage('home_reader_here', { url: address.href })
  return address
}

const readName = (text: string | undefined, place: Place): string => {
  const name = text ?? `Hausrecht ${place.name}`
  if (!/^[^\p{Cc}]{1,60}$/u.test(name)) throw usage('home_name')
  return name
}

const readPrefix = (text: string | undefined): string | undefined => {
  if (text !== undefined && !/^[\w-]+(\/[\w-]+)*$/.test(text)) throw usage('home_prefix', { prefix: text.slice(0, 60) })
  return text
}

/** A file that nobody else may read, its one line without the end of it. */
const readPassword = async ({ folder }: Context, name: string | undefined): Promise<string | undefined> => {
  if (name === undefined) return undefined
  const file = resolve(folder, name)
  const text = await readIfThere(file)
  if (text === undefined) throw fault('file_unreadable', { file })
  if (((await stat(file)).mode & 0o077) !== 0) throw fault('key_file_open', { file })
  return text.replace(/\r?\n$/, '')
}

const readCa = async ({ folder }: Context, name: string | undefined): Promise<string | undefined> => {
  if (name === undefined) return undefined
  const file = resolve(folder, name)
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw fault('file_unreadable', { file }, error)
  })
}

/** What every grant of the chain allows; the bridge and the door check it again. */
const allowed = (chain: readonly string[]) => {
  const grants = chain.map((token) => GrantClaimsSchema.parse(peekClaims(token)))
  return {
    may: new Set(ACTIONS.filter((action) => grants.every(({ act }) => act.includes(action)))),
    journal: grants.every(({ jnl }) => jnl === true),
  }
}

const sentence = ({ say, language }: Context, told: Told): string => {
  switch (told.kind) {
    case 'bridge':
      return say(told.up ? 'home_bridge_up' : 'home_bridge_down', { detail: told.detail })
    case 'broker':
      return say(told.up ? 'home_broker_up' : 'home_broker_down', { detail: told.detail })
    case 'forged':
      return say('home_forged', { topic: told.topic, code: told.code })
    case 'asked':
      return say('home_asked', { act: say(`act_${told.act}`) })
    case 'refused':
      return say('home_refused', { code: told.code, text: refusalText(told.code)[language] })
  }
}

const HOME_RUN = command({
  words: 'home run',
  about: { en: 'show a door in Home Assistant', de: 'eine Tür in Home Assistant zeigen' },
  notes: [
    {
      en: 'A holder with a key and a grant of its own stands between the bridge and Home Assistant’s MQTT broker, until Ctrl-C. It shows what the door signed and measured, and only while that is fresh; LOCK and UNLOCK are asked as any holder asks, so only where the grant allows it.',
      de: 'Ein Inhaber mit eigenem Schlüssel und eigener Berechtigung steht zwischen der Brücke und dem MQTT-Broker von Home Assistant, bis Strg-C. Er zeigt, was die Tür gemessen und unterschrieben hat, und nur, solange es frisch ist; LOCK und UNLOCK werden erbeten wie von jedem Inhaber, also nur, wo die Berechtigung es erlaubt.',
    },
    {
      en: 'With a grant that allows unlock, whoever may publish at that broker can open the door while the grant lasts. A grant with --act lock shows everything and opens nothing; --journal lets it show the last visitor as a code.',
      de: 'Mit einer Berechtigung, die unlock erlaubt, kann die Tür öffnen, wer bei diesem Broker veröffentlichen darf, solange die Berechtigung gilt. Eine mit --act lock zeigt alles und öffnet nichts; mit --journal zeigt sie den letzten Besucher als Kürzel.',
    },
  ],
  options: {
    mqtt: {
      value: 'URL',
      needed: true,
      about: {
        en: 'Home Assistant’s broker: mqtt:// or mqtts://HOST:PORT',
        de: 'der Broker von Home Assistant: mqtt:// oder mqtts://HOST:PORT',
      },
    },
    grant: {
      value: 'FILE|NAME',
      needed: true,
      about: { en: 'the grant for a key of this machine', de: 'die Berechtigung für einen Schlüssel dieses Rechners' },
    },
    user: { value: 'NAME', about: { en: 'its user at that broker', de: 'sein Benutzer bei diesem Broker' } },
    'password-file': {
      value: 'FILE',
      about: {
        en: 'file with the password, for nobody else to read',
        de: 'Datei mit dem Passwort, die sonst niemand liest',
      },
    },
    ca: {
      value: 'FILE',
      about: {
        en: 'PEM file of an authority to trust for that broker',
        de: 'PEM-Datei einer Stelle, der für diesen Broker zu trauen ist',
      },
    },
    name: {
      value: 'NAME',
      about: {
        en: 'what the door is called there; “Hausrecht” and eight characters when left out',
        de: 'wie die Tür dort heißt; sonst „Hausrecht“ und acht Zeichen',
      },
    },
    prefix: {
      value: 'PREFIX',
      about: { en: 'discovery prefix; “homeassistant” when left out', de: 'Discovery-Präfix; sonst „homeassistant“' },
    },
  },
  examples: [
    'home run --mqtt mqtt://127.0.0.1:1884 --grant house.json --name "Front door"',
    'home run --mqtt mqtts://ha.example:8883 --user door --password-file mqtt-password --grant house.json --lang de',
  ],
  run: async (context, { values }) => {
    const { say, tell, language, stop } = context
    const url = readUrl(values.mqtt)
    const place = await placeFrom(context, { grant: values.grant })
    if ('ok' in place) return refused(place.code)
    if (isSameListener(url, new URL(place.bridge.mqtt))) throw usage('home_same', { url: url.href })
    const [password, ca] = await Promise.all([
      readPassword(context, values['password-file']),
      readCa(context, values.ca),
    ])
    const name = readName(values.name, place)
    const discovery = readPrefix(values.prefix)
    if (/^(mqtt|ws):$/.test(url.protocol) && !isLoopback(url))
      tell(say('home_plain', { host: url.hostname }), { kind: 'plain', host: url.hostname })
    const gateway = openGateway({
      place,
      name,
      language,
      discovery,
      ...allowed(place.chain),
      clock: systemClock(),
      version: VERSION,
      broker: { url: url.href, user: values.user, password, ca },
      tell: (told) => tell(sentence(context, told), told),
    })
    if (!stop.aborted) await once(stop, 'abort')
    await gateway.close()
    return done({})
  },
})

const HOME_READER = command({
  words: 'home reader',
  about: {
    en: 'let a mosquitto of your own take in a door’s state',
    de: 'einen eigenen mosquitto den Zustand einer Tür übernehmen lassen',
  },
  notes: [
    {
      en: 'Makes a token that reads the door’s signed state through the bridge and can do nothing else, and the lines for mosquitto.conf that use it. Unlike a grant it needs no key, so whoever copies it reads along until it ends or you take it back.',
      de: 'Macht einen Ausweis, der über die Brücke den unterschriebenen Zustand der Tür liest und sonst nichts kann, und die Zeilen für mosquitto.conf, die ihn benutzen. Anders als eine Berechtigung braucht er keinen Schlüssel: Wer ihn kopiert, liest mit, bis er endet oder Sie ihn zurücknehmen.',
    },
  ],
  options: {
    door: DOOR,
    address: {
      value: 'URL',
      about: {
        en: 'where mosquitto reaches the bridge: mqtt:// or mqtts://HOST:PORT; what this machine uses when left out, unless that is this machine itself',
        de: 'wo mosquitto die Brücke erreicht: mqtt:// oder mqtts://HOST:PORT; sonst wie dieser Rechner, sofern sie nicht auf ihm selbst läuft',
      },
    },
    days: {
      value: 'N',
      about: { en: 'for how many days, 1 to 365; 90 when left out', de: 'für wie viele Tage, 1 bis 365; sonst 90' },
    },
    out: {
      value: 'FILE',
      about: {
        en: 'write the lines there (mode 0600) instead of printing them',
        de: 'die Zeilen dorthin schreiben (Rechte 0600) statt sie zu zeigen',
      },
    },
    ca: {
      value: 'FILE',
      about: {
        en: 'PEM file, on mosquitto’s machine, of an authority to trust for the bridge',
        de: 'PEM-Datei auf dem Rechner von mosquitto: eine Stelle, der für die Brücke zu trauen ist',
      },
    },
  },
  examples: [
    'home reader --days 90 --out hausrecht.conf',
    'home reader --address mqtts://door.example.org:8883 --out hausrecht.conf',
  ],
  run: async (context, { values }) => {
    const { home, say, now, folder, language, zone } = context
    const door = await home.doors.find(values.door)
    const place = await ownPlace(context, door)
    const address = readAddress(values.address, place.bridge.mqtt)
    const days = values.days === undefined ? 90 : readCount('--days', values.days, 1, 365)
    const made = await makeReader(place, now(), millis(days * DAY), epochOf(door))
    const { claims } = made
    const settings = mosquittoSettings(made, address, values.ca)
    const until = showSeconds(claims.exp, language, zone)
    const lines = [say('home_reader_made', { door: door.name, until, id: claims.jti })]
    const result = { door: door.name, id: claims.jti, exp: claims.exp }
    if (values.out === undefined) return done({ ...result, settings }, [...lines, '', settings])
    const file = resolve(folder, values.out)
    await writePrivate(file, settings)
    return done({ ...result, file }, [...lines, say('home_reader_file', { file })])
  },
})

const HOME_REVOKE = command({
  words: 'home revoke',
  about: { en: 'take a reader’s token back', de: 'den Ausweis eines Lesers zurücknehmen' },
  operands: [
    { name: 'ID', needed: true, about: { en: 'as home reader printed it', de: 'wie home reader sie gezeigt hat' } },
  ],
  options: { door: DOOR },
  examples: ['home revoke 8mJc0Qm1s2nqk4w6yT3vXg'],
  run: async (context, { values, operands }) => {
    const { home, now, say } = context
    const id = operands[0] ?? ''
    if (!/^[\w-]{22}$/.test(id)) throw usage('home_revoke_id', { id: id.slice(0, 60) })
    const door = await home.doors.find(values.door)
    const withdrawal = { what: 'grant', grant: id as GrantId } as const
    const { list, token, applied } = await revoke(await ownPlace(context, door), door, withdrawal, now, () => false)
    await home.doors.keep({ ...door, revocations: token })
    return done({ door: door.name, epoch: list.epoch, applied }, [
      say(applied ? 'revoked_applied' : 'revoked_later', { epoch: list.epoch }),
    ])
  },
})

export const HOME_COMMANDS = [HOME_RUN, HOME_READER, HOME_REVOKE]
