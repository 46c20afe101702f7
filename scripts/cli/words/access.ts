// Keys, pairing, grants and links in words.

import type { Text } from '../text.ts'

export const ACCESS_WORDS = {
  key_made: { en: 'Made the key “{name}”.', de: 'Der Schlüssel „{name}“ ist erzeugt.' },
  key_thumbprint: { en: 'Thumbprint: {thumbprint}', de: 'Fingerabdruck: {thumbprint}' },
  key_words_ask: { en: 'The 24 words: ', de: 'Die 24 Wörter: ' },
  key_none: {
    en: 'You have no key yet: npx hausrecht key make',
    de: 'Sie haben noch keinen Schlüssel: npx hausrecht key make',
  },
  paired: { en: 'The door “{name}” is yours.', de: 'Die Tür „{name}“ gehört Ihnen.' },
  paired_id: { en: 'Its id: {id}', de: 'Ihre Nummer: {id}' },
  pair_no_answer: {
    en: 'No door answered to this code: it may be mistyped, used already, or older than five minutes.',
    de: 'Keine Tür hat auf diesen Code geantwortet: vertippt, schon benutzt oder älter als fünf Minuten.',
  },
  door_show_name: { en: 'Name     {name}', de: 'Name           {name}' },
  door_show_id: { en: 'Id       {id}', de: 'Nummer         {id}' },
  door_show_owner: { en: 'Owner    your key “{owner}”', de: 'Eigentümer     Ihr Schlüssel „{owner}“' },
  door_show_bridge: { en: 'Bridge   {url}', de: 'Brücke         {url}' },
  door_show_paired: { en: 'Paired   {at}', de: 'Gekoppelt      {at}' },
  act_unlock: { en: 'unlock', de: 'öffnen' },
  act_lock: { en: 'lock', de: 'verriegeln' },
  act_live: { en: 'watch live', de: 'live zusehen' },
  grant_what: { en: 'Allows: {actions}', de: 'Erlaubt: {actions}' },
  grant_when: { en: 'From {from} until {until}', de: 'Von {from} bis {until}' },
  grant_every: { en: 'Only: {every}', de: 'Nur: {every}' },
  grant_once: { en: 'Opens once.', de: 'Öffnet einmal.' },
  grant_uses: { en: 'Opens {uses|once|# times}.', de: 'Öffnet {uses|einmal|#-mal}.' },
  grant_rec: { en: 'Only while the camera records.', de: 'Nur während die Kamera aufzeichnet.' },
  grant_no_rec: { en: 'Also without the camera.', de: 'Auch ohne Kamera.' },
  grant_jnl: {
    en: 'Also reads who comes and goes, by thumbprint.',
    de: 'Liest auch mit, wer kommt und geht, nach Fingerabdruck.',
  },
  grant_job: { en: 'Job: {job}', de: 'Auftrag: {job}' },
  grant_dlg: { en: 'May be passed on {dlg} more time(s).', de: 'Darf noch {dlg}-mal weitergegeben werden.' },
  grant_token: {
    en: 'The grant, for its holder (good for nothing without the holder’s key):',
    de: 'Die Berechtigung, für ihren Inhaber (ohne dessen Schlüssel nutzlos):',
  },
  grant_file: {
    en: 'Written to {file}; good for nothing without the holder’s key.',
    de: 'Geschrieben nach {file}; nutzlos ohne den Schlüssel des Inhabers.',
  },
  grant_link: {
    en: 'The link: whoever opens it first has the access, so send it as you would a key.',
    de: 'Der Link: Wer ihn zuerst öffnet, hat den Zugang; bitte verschicken wie einen Schlüssel.',
  },
  grant_none: { en: 'No grants.', de: 'Keine Berechtigungen.' },
  list_uses: { en: 'uses: {uses}', de: 'Öffnungen: {uses}' },
  standing_open: { en: 'in force', de: 'gilt' },
  standing_to_come: { en: 'to come', de: 'kommt' },
  standing_over: { en: 'over', de: 'vorbei' },
  standing_revoked: { en: 'revoked', de: 'widerrufen' },
  revoked_applied: {
    en: 'Withdrawn. The door has it (epoch {epoch}).',
    de: 'Zurückgenommen. Die Tür weiß es (Epoche {epoch}).',
  },
  revoked_later: {
    en: 'Withdrawn at the bridge (epoch {epoch}). The door is away: it learns when it connects, or from the next visitor.',
    de: 'An der Brücke zurückgenommen (Epoche {epoch}). Die Tür ist fort: Sie erfährt es, wenn sie sich verbindet, oder vom nächsten Besucher.',
  },
  link_opened: {
    en: 'Kept as “{name}” for your key “{key}”: npx hausrecht unlock --grant {name}',
    de: 'Aufbewahrt als „{name}“ für Ihren Schlüssel „{key}“: npx hausrecht unlock --grant {name}',
  },
} as const satisfies Record<string, Text>
