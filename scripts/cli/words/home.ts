// Home Assistant and the owner's own broker, in words.

import { HOME_REFUSALS } from '#scripts/home-assistant/refusal.ts'
import { prefixed, type Text } from '../text.ts'

export const HOME_WORDS = {
  ...prefixed('home_why', HOME_REFUSALS),
  home_bridge_up: { en: 'Connected to the bridge at {detail}.', de: 'Verbunden mit der Brücke unter {detail}.' },
  home_bridge_down: { en: 'The bridge is away: {detail}', de: 'Die Brücke ist fort: {detail}' },
  home_broker_up: { en: 'Connected to the broker at {detail}.', de: 'Verbunden mit dem Broker unter {detail}.' },
  home_broker_down: { en: 'The broker is away: {detail}', de: 'Der Broker ist fort: {detail}' },
  home_forged: {
    en: 'Not shown: a message on {topic} that the door did not sign ({code}).',
    de: 'Nicht gezeigt: eine Nachricht auf {topic}, die die Tür nicht unterschrieben hat ({code}).',
  },
  home_asked: { en: 'Home Assistant asks: {act}.', de: 'Home Assistant bittet: {act}.' },
  home_refused: { en: 'Refused ({code}): {text}', de: 'Verweigert ({code}): {text}' },
  home_plain: {
    en: 'Without TLS whoever is on the way to {host} can read along and say LOCK or UNLOCK: use mqtts:// there.',
    de: 'Ohne TLS kann, wer auf dem Weg zu {host} sitzt, mitlesen und LOCK oder UNLOCK sagen: bitte dort mqtts:// benutzen.',
  },
  home_url: {
    en: '“{url}” is no broker’s address: mqtt://HOST:PORT or mqtts://HOST:PORT.',
    de: '„{url}“ ist keine Adresse eines Brokers: mqtt://HOST:PORT oder mqtts://HOST:PORT.',
  },
  home_same: {
    en: '{url} is the bridge itself. Home Assistant’s broker is another one: on the same machine it needs a port of its own.',
    de: '{url} ist die Brücke selbst. Der Broker von Home Assistant ist ein anderer: Auf demselben Rechner braucht er einen eigenen Port.',
  },
  home_reader_socket: {
    en: 'mosquitto takes nothing in over a WebSocket ({url}). Say where the bridge speaks MQTT: --address mqtts://HOST:PORT',
    de: 'mosquitto übernimmt nichts über einen WebSocket ({url}). Bitte sagen, wo die Brücke MQTT spricht: --address mqtts://HOST:PORT',
  },
  home_reader_here: {
    en: 'For this machine the bridge is at {url}, for mosquitto’s most likely not. Say where it is reached from there: --address mqtts://HOST:PORT',
    de: 'Für diesen Rechner ist die Brücke unter {url}, für den von mosquitto wohl nicht. Bitte sagen, wo sie von dort erreicht wird: --address mqtts://HOST:PORT',
  },
  home_name: {
    en: 'A name in Home Assistant has 1 to 60 characters, none of them a control character.',
    de: 'Ein Name in Home Assistant hat 1 bis 60 Zeichen, keines davon ein Steuerzeichen.',
  },
  home_prefix: {
    en: '“{prefix}” cannot be a discovery prefix: letters, digits, “_”, “-” and “/”.',
    de: '„{prefix}“ kann kein Discovery-Präfix sein: Buchstaben, Ziffern, „_“, „-“ und „/“.',
  },
  home_reader_made: {
    en: 'Whoever has this token reads the state of “{door}” until {until}, and nothing else. Take it back: npx hausrecht home revoke {id}',
    de: 'Wer diesen Ausweis hat, liest bis {until} den Zustand von „{door}“, und sonst nichts. Zurücknehmen: npx hausrecht home revoke {id}',
  },
  home_reader_file: {
    en: 'Written to {file} (mode 0600): put it where mosquitto reads its settings, for the user mosquitto alone, and restart it.',
    de: 'Geschrieben nach {file} (Rechte 0600): dorthin legen, wo mosquitto seine Einstellungen liest, nur für den Benutzer mosquitto, und es neu starten.',
  },
  home_revoke_id: {
    en: '“{id}” is no id of a reader: 22 characters, as home reader printed it.',
    de: '„{id}“ ist keine Nummer eines Lesers: 22 Zeichen, wie home reader sie gezeigt hat.',
  },
} as const satisfies Record<string, Text>
