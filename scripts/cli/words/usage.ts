// The help's own words, and what is said when a command cannot be meant like that.

import type { Text } from '../text.ts'

export const USAGE_WORDS = {
  help_title: {
    en: 'Hausrecht: your door obeys your key.',
    de: 'Hausrecht: Ihre Tür gehorcht Ihrem Schlüssel.',
  },
  help_usage: { en: 'Usage: {call}', de: 'Aufruf: {call}' },
  help_everywhere: { en: 'With every command:', de: 'Bei jedem Befehl:' },
  help_examples: { en: 'Examples:', de: 'Beispiele:' },
  help_more: { en: 'More about one command: {call} COMMAND --help', de: 'Mehr zu einem Befehl: {call} BEFEHL --help' },
  command_unknown: {
    en: 'There is no command “{words}”. All of them: npx hausrecht --help',
    de: 'Einen Befehl „{words}“ gibt es nicht. Alle: npx hausrecht --help',
  },
  language_unknown: {
    en: 'There is no language “{lang}” here: en or de.',
    de: 'Die Sprache „{lang}“ gibt es hier nicht: en oder de.',
  },
  option_unknown: {
    en: 'This command knows no {option}. Its options: --help',
    de: 'Dieser Befehl kennt {option} nicht. Seine Optionen: --help',
  },
  option_value_missing: {
    en: '{option} needs a value: {option} {value}',
    de: '{option} braucht einen Wert: {option} {value}',
  },
  option_no_value: { en: '{option} takes no value.', de: '{option} nimmt keinen Wert.' },
  option_twice: { en: '{option} is given twice.', de: '{option} steht zweimal da.' },
  option_needed: { en: '{option} is needed.', de: '{option} wird gebraucht.' },
  operand_needed: { en: '{operand} is needed.', de: '{operand} wird gebraucht.' },
  operand_unexpected: { en: '“{operand}” is one word too many.', de: '„{operand}“ ist ein Wort zu viel.' },
  name_wrong: {
    en: '“{name}” cannot be a name here: letters, digits, “_”, “.” and “-”, at most 40.',
    de: '„{name}“ kann hier kein Name sein: Buchstaben, Ziffern, „_“, „.“ und „-“, höchstens 40.',
  },
  number_wrong: {
    en: '{option} is a whole number from {least} to {most}.',
    de: '{option} ist eine ganze Zahl von {least} bis {most}.',
  },
  url_unreadable: {
    en: '“{url}” is no address such as http://127.0.0.1:8080',
    de: '„{url}“ ist keine Adresse wie http://127.0.0.1:8080',
  },
  place_unreadable: {
    en: '“{place}” is neither the path of a socket (/…/door.sock) nor host:port.',
    de: '„{place}“ ist weder der Pfad eines Sockets (/…/door.sock) noch host:port.',
  },
  time_unreadable: {
    en: '“{text}” is no time. Such are: now, +2h, 14:00, tomorrow 14:00, 2026-12-24 14:00, 2026-12-24T14:00+01:00',
    de: '„{text}“ ist keine Zeit. Solche sind: jetzt, +2h, 14:00, morgen 14:00, 2026-12-24 14:00, 2026-12-24T14:00+01:00',
  },
  span_unreadable: {
    en: '“{text}” is no span of time such as 10s, 30min, 2h or 1d.',
    de: '„{text}“ ist keine Zeitspanne wie 10s, 30min, 2h oder 1d.',
  },
  zone_unknown: {
    en: '“{zone}” is no time zone such as Europe/Berlin.',
    de: '„{zone}“ ist keine Zeitzone wie Europe/Berlin.',
  },
  time_backwards: {
    en: 'It would end before it begins: look at --from and --until.',
    de: 'Es würde enden, bevor es beginnt: --from und --until prüfen.',
  },
  time_past: { en: 'It would be over already: look at --until.', de: 'Es wäre schon vorbei: --until prüfen.' },
  every_unreadable: {
    en: 'The times of --every cannot be read at “{part}” ({code}). Such are: “Mon,Thu 10:00-12:00”, “weekdays 08:00-18:00”',
    de: 'Die Zeiten in --every sind bei „{part}“ nicht zu lesen ({code}). Solche sind: „Mo,Do 10:00-12:00“, „werktags 08:00-18:00“',
  },
  action_unknown: {
    en: 'There is no action “{action}”. There are: {actions}',
    de: 'Eine Handlung „{action}“ gibt es nicht. Es gibt: {actions}',
  },
  job_wrong: {
    en: 'A job is at most 64 letters, digits, spaces and . : / - _ without umlauts.',
    de: 'Ein Auftrag hat höchstens 64 Buchstaben, Ziffern, Leerzeichen und . : / - _ ohne Umlaute.',
  },
  hold_wrong: { en: '--hold is from {least}ms to {most}s.', de: '--hold geht von {least}ms bis {most}s.' },
  key_words_wrong: {
    en: 'These are not the 24 words of a key: a word is missing, misread or in the wrong place. Compare them with the paper.',
    de: 'Das sind nicht die 24 Wörter eines Schlüssels: Eines fehlt, ist verlesen oder steht am falschen Platz. Bitte mit dem Papier vergleichen.',
  },
  bridge_no_pages: {
    en: 'No address of web pages is known for the bridge of “{door}”. Pair with http(s)://… to have one.',
    de: 'Für die Brücke von „{door}“ ist keine Webadresse bekannt. Mit http(s)://… gekoppelt, gibt es eine.',
  },
  key_missing: {
    en: 'You have no key “{name}”. Make one: npx hausrecht key make --name {name}',
    de: 'Einen Schlüssel „{name}“ haben Sie nicht. Erzeugen: npx hausrecht key make --name {name}',
  },
  key_there: {
    en: 'There is a key “{name}” already; it is never written over.',
    de: 'Einen Schlüssel „{name}“ gibt es schon; er wird nie überschrieben.',
  },
  door_none: {
    en: 'No door is paired yet: npx hausrecht pair --help',
    de: 'Noch keine Tür ist gekoppelt: npx hausrecht pair --help',
  },
  door_which: {
    en: 'There are several doors: say which with --door. Yours: {names}',
    de: 'Es gibt mehrere Türen: mit --door sagen, welche. Ihre: {names}',
  },
  door_missing: {
    en: 'You know no door “{name}”. Yours: {names}',
    de: 'Eine Tür „{name}“ kennen Sie nicht. Ihre: {names}',
  },
  door_name_taken: {
    en: 'Another door is called “{name}” already. The door is yours; pair it again with another --name.',
    de: 'Eine andere Tür heißt schon „{name}“. Die Tür gehört Ihnen; mit anderem --name erneut koppeln.',
  },
  door_key_unreadable: {
    en: '“{text}” is no public key of a door.',
    de: '„{text}“ ist kein öffentlicher Schlüssel einer Tür.',
  },
  grant_missing: {
    en: 'You gave no grant “{name}”. All of them: npx hausrecht grant list --all',
    de: 'Eine Berechtigung „{name}“ haben Sie nicht gegeben. Alle: npx hausrecht grant list --all',
  },
  grant_which: {
    en: 'Several grants are called “{name}”: use the id.',
    de: 'Mehrere Berechtigungen heißen „{name}“: bitte die Nummer nehmen.',
  },
  grant_unreadable: {
    en: '“{name}” holds no grant that can be read.',
    de: '„{name}“ enthält keine lesbare Berechtigung.',
  },
  grant_not_held: {
    en: 'There is no grant of that name and no such file: “{name}”.',
    de: 'Weder eine Berechtigung dieses Namens noch eine solche Datei: „{name}“.',
  },
  grant_to_or_link: { en: 'Either --to WHOM or --link.', de: 'Entweder --to WEN oder --link.' },
  holder_unknown: {
    en: '“{text}” is neither a thumbprint nor one of your keys.',
    de: '„{text}“ ist weder ein Fingerabdruck noch einer Ihrer Schlüssel.',
  },
  rec_both: { en: '--rec and --no-rec contradict each other.', de: '--rec und --no-rec widersprechen sich.' },
  revoke_what: {
    en: 'Say what: a grant’s id or name, --key WHOM, or --everybody.',
    de: 'Bitte sagen, was: Nummer oder Name einer Berechtigung, --key WEN oder --everybody.',
  },
  link_unreadable: {
    en: 'This is no whole link. Copy it again, up to its very end, in quotes.',
    de: 'Das ist kein ganzer Link. Bitte noch einmal kopieren, bis ganz zum Ende, in Anführungszeichen.',
  },
  local_needed: {
    en: 'Say where the door itself is: --local PATH or --local HOST:PORT',
    de: 'Bitte sagen, wo die Tür selbst ist: --local PFAD oder --local HOST:PORT',
  },
  pin_form: { en: 'A PIN has {least} to {most} digits.', de: 'Eine PIN hat {least} bis {most} Ziffern.' },
  pin_differs: { en: 'The two PINs are not the same.', de: 'Die beiden PINs sind nicht gleich.' },
  sim_where: {
    en: 'Say where the simulator is: --control HOST:PORT',
    de: 'Bitte sagen, wo der Simulator ist: --control HOST:PORT',
  },
  sim_camera_where: {
    en: 'Say where the drawn camera is: --camera SOCKET',
    de: 'Bitte sagen, wo die gezeichnete Kamera ist: --camera SOCKET',
  },
  sim_camera_what: { en: 'Say one of: {words}', de: 'Bitte eins von diesen sagen: {words}' },
  sim_keys: { en: 'The keypad has 0-9, * and #.', de: 'Das Tastenfeld hat 0-9, * und #.' },
} as const satisfies Record<string, Text>
