// Options that several commands have, said once.

import type { OptionSpec } from '../command.ts'
import { usage } from '../spoken.ts'

export const DOOR = {
  value: 'NAME',
  about: {
    en: 'which door, by the name you gave it; not needed with one door',
    de: 'welche Tür, nach dem Namen, den Sie ihr gaben; bei nur einer nicht nötig',
  },
} as const satisfies OptionSpec

export const LOCAL_AT = {
  value: 'PATH|HOST:PORT',
  about: {
    en: 'at the door itself, without the bridge: its socket, or its address in the house',
    de: 'an der Tür selbst, ohne die Brücke: ihr Socket oder ihre Adresse im Haus',
  },
} as const satisfies OptionSpec

export const UNTIL = {
  value: 'TIME',
  about: { en: 'when it ends; “+2h” counts from the start', de: 'wann es endet; „+2h“ zählt ab dem Beginn' },
  needed: true,
} as const satisfies OptionSpec

export const FROM = {
  value: 'TIME',
  about: { en: 'when it starts; now when left out', de: 'wann es beginnt; sonst jetzt' },
} as const satisfies OptionSpec

export const JOB = {
  value: 'TEXT',
  about: {
    en: 'a job number; the bridge can read it, so no names',
    de: 'eine Auftragsnummer; die Brücke kann sie lesen, also keine Namen',
  },
} as const satisfies OptionSpec

export const USES = {
  value: 'N',
  about: {
    en: 'how many openings in all; no limit when left out',
    de: 'wie viele Öffnungen insgesamt; sonst unbegrenzt',
  },
} as const satisfies OptionSpec

export const OUT = {
  value: 'FILE',
  about: {
    en: 'write the grant there (mode 0600) instead of printing it',
    de: 'die Berechtigung dorthin schreiben (Rechte 0600) statt sie zu zeigen',
  },
} as const satisfies OptionSpec

export const ZONE = {
  value: 'ZONE',
  about: {
    en: 'IANA time zone of the times, such as Europe/Berlin; this machine’s when left out',
    de: 'IANA-Zeitzone der Zeiten, etwa Europe/Berlin; sonst die dieses Rechners',
  },
} as const satisfies OptionSpec

export const TIME_NOTE = {
  en: 'A TIME is “now”, “+2h”, “14:00”, “tomorrow 14:00”, “2026-12-24 14:00” or, with an offset, “2026-12-24T14:00+01:00”.',
  de: 'Eine ZEIT (TIME) ist „jetzt“, „+2h“, „14:00“, „morgen 14:00“, „2026-12-24 14:00“ oder, mit Abstand zu UTC, „2026-12-24T14:00+01:00“.',
} as const

export const SWITCH = {
  name: 'on|off',
  about: { en: 'on or off', de: 'on oder off (an oder aus)' },
  needed: true,
} as const

export const onOrOff = (text: string): boolean => {
  if (text !== 'on' && text !== 'off') throw usage('on_or_off', { text: text.slice(0, 20) })
  return text === 'on'
}
