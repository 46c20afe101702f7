// Why a command from Home Assistant came to nothing, in words.

import { REFUSALS } from '#protocol/refusals.ts'
import type { Text } from '#protocol/text.ts'
import type { HomeRefusal } from './command.ts'

const OWN = {
  retained_command: {
    en: 'A command lay at the broker for whoever comes next. It was taken away and not obeyed.',
    de: 'Ein Befehl lag beim Broker für den Nächsten bereit. Er wurde entfernt und nicht befolgt.',
  },
  stale_command: {
    en: 'The command may be an old one, sent again after a broken connection. Press once more.',
    de: 'Der Befehl ist vielleicht ein alter, nach einer Unterbrechung nachgesandter. Bitte noch einmal drücken.',
  },
  unknown_command: {
    en: 'The command is none that this door knows: LOCK or UNLOCK.',
    de: 'Diesen Befehl kennt diese Tür nicht: LOCK oder UNLOCK.',
  },
} as const satisfies Record<string, Text>

type Own = keyof typeof OWN
const isOwn = (code: HomeRefusal): code is Own => Object.hasOwn(OWN, code)

export const refusalText = (code: HomeRefusal): Text => (isOwn(code) ? OWN[code] : REFUSALS[code])
export const HOME_REFUSALS: Readonly<Record<Own, Text>> = OWN
