// What a notification says, both languages side by side; alarms and refusals have their words in the contract.

import type { Notice } from '#protocol/notice.ts'
import type { PushKind } from '#protocol/push.ts'
import type { Text } from '#protocol/text.ts'

export const TITLES: Readonly<Record<PushKind, Text>> = {
  visitor: { en: 'Somebody is at the door', de: 'Jemand ist an der Tür' },
  opened: { en: 'The door was opened', de: 'Die Tür wurde geöffnet' },
  closed: { en: 'The door is shut and locked again', de: 'Die Tür ist wieder zu und verriegelt' },
  refused: { en: 'Somebody was not let in', de: 'Jemand wurde nicht eingelassen' },
  offline: { en: 'The door is not connected', de: 'Die Tür ist nicht verbunden' },
  alarm: { en: 'Alarm at the door', de: 'Alarm an der Tür' },
  bridge: { en: 'Something is not as it should be', de: 'Etwas ist nicht, wie es sein soll' },
  test: { en: 'Messages arrive here', de: 'Nachrichten kommen hier an' },
}

export const NOTICE_TEXTS: Readonly<Record<Notice['notice'], Text>> = {
  door_offline_in_visit: {
    en: 'The connection to the door was lost while somebody was in.',
    de: 'Die Verbindung zur Tür riss ab, während jemand drin war.',
  },
  journal_gap: {
    en: 'Entries of the door’s journal are missing.',
    de: 'Im Journal der Tür fehlen Einträge.',
  },
  journal_forked: {
    en: 'The door now tells its journal otherwise than before.',
    de: 'Die Tür erzählt ihr Journal jetzt anders als zuvor.',
  },
  journal_cut: {
    en: 'The end of the door’s journal was cut off.',
    de: 'Das Ende vom Journal der Tür wurde abgeschnitten.',
  },
  visit_not_closed: {
    en: 'A visit has gone on for too long: the door was not measured shut and locked.',
    de: 'Ein Besuch dauert zu lange: Die Tür wurde nicht als zu und verriegelt gemessen.',
  },
  retained_command: {
    en: 'Somebody tried to leave a command lying at the door. It was thrown away.',
    de: 'Jemand wollte der Tür einen Befehl hinterlegen. Er wurde verworfen.',
  },
  link_bound: {
    en: 'A link that you gave was opened for the first time and belongs to that device now.',
    de: 'Ein Link von Ihnen wurde zum ersten Mal geöffnet und gehört jetzt diesem Gerät.',
  },
  command_unanswered: {
    en: 'The door did not answer a command.',
    de: 'Die Tür hat einen Befehl nicht beantwortet.',
  },
  flood: {
    en: 'The door is asked more often than people would.',
    de: 'Die Tür wird öfter gefragt, als Menschen es täten.',
  },
}

export const PIECES = {
  you: { en: 'You', de: 'Sie' },
  at_time: { en: '{text} ({time})', de: '{text} ({time} Uhr)' },
  unreadable: {
    en: 'A message came that this version cannot read. Open the app.',
    de: 'Es kam eine Nachricht, die diese Version nicht lesen kann. Bitte die App öffnen.',
  },
} as const satisfies Record<string, Text>
