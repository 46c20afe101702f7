// What the choice of messages says.

import { speaker } from '../core/words.ts'

export const say = speaker({
  title: { en: 'Messages on this device', de: 'Nachrichten auf diesem Gerät' },
  about: {
    en: 'While the app is closed, this device can tell you what happens at your door. Names and pictures can be read by this device only: not by the bridge, and not by the browser’s message service.',
    de: 'Auch wenn die App zu ist, kann dieses Gerät melden, was an Ihrer Tür geschieht. Namen und Bilder liest nur dieses Gerät: weder die Brücke noch der Nachrichtendienst des Browsers.',
  },
  unable: {
    en: 'This browser cannot receive messages while the page is closed.',
    de: 'Dieser Browser kann keine Nachrichten empfangen, wenn die Seite zu ist.',
  },
  install_first: {
    en: 'On an iPhone or iPad, first put this page on the home screen (Share, then “Add to Home Screen”), and open it there.',
    de: 'Legen Sie diese Seite auf dem iPhone oder iPad zuerst auf den Home-Bildschirm (Teilen, dann „Zum Home-Bildschirm“) und öffnen Sie sie dort.',
  },
  denied: {
    en: 'Messages are forbidden for this page. Allow them in the browser’s settings for this site, then load the page anew.',
    de: 'Nachrichten sind für diese Seite verboten. Erlauben Sie sie in den Browser-Einstellungen für diese Seite und laden Sie sie neu.',
  },
  loading: { en: 'One moment…', de: 'Einen Moment…' },
  failed: { en: 'This cannot be shown now.', de: 'Das lässt sich gerade nicht anzeigen.' },
  again: { en: 'Try again', de: 'Noch einmal versuchen' },
  turn_on: { en: 'Tell me on this device', de: 'Auf diesem Gerät melden' },
  turn_off: { en: 'No more messages here', de: 'Hier nichts mehr melden' },
  is_on: { en: 'On', de: 'An' },
  is_off: { en: 'Off', de: 'Aus' },
  others: {
    en: '{n|One other device is|# other devices are} told as well.',
    de: '{n|Ein weiteres Gerät meldet|# weitere Geräte melden} auch.',
  },
  kinds: { en: 'Tell me when', de: 'Melden, wenn' },
  visitor: { en: 'somebody is at the door (with a picture)', de: 'jemand an der Tür ist (mit Bild)' },
  opened: { en: 'the door was opened', de: 'die Tür geöffnet wurde' },
  closed: { en: 'it is shut and locked again', de: 'sie wieder zu und verriegelt ist' },
  refused: { en: 'somebody was not let in', de: 'jemand nicht eingelassen wurde' },
  offline: { en: 'the door is not connected for a while', de: 'die Tür länger nicht verbunden ist' },
  always: {
    en: 'Alarms always come through, at night as well.',
    de: 'Alarme kommen immer durch, auch nachts.',
  },
  quiet: { en: 'Quiet hours', de: 'Ruhezeit' },
  quiet_from: { en: 'From', de: 'Von' },
  quiet_to: { en: 'To', de: 'Bis' },
  quiet_zone: {
    en: 'By the clock of {zone}. Alarms come through all the same.',
    de: 'Nach der Uhr von {zone}. Alarme kommen trotzdem durch.',
  },
  quiet_same: {
    en: 'From and to are the same: there is no quiet.',
    de: 'Von und bis sind gleich: Es gibt keine Ruhezeit.',
  },
  silence: { en: 'Silence alarms…', de: 'Alarme stumm schalten…' },
  silence_for: { en: 'Silence alarms here for', de: 'Alarme hier stumm für' },
  silence_hours: { en: '{n|1 hour|# hours}', de: '{n|1 Stunde|# Stunden}' },
  silence_ask: { en: 'Silence alarms on this device?', de: 'Alarme auf diesem Gerät stumm schalten?' },
  silence_means: {
    en: 'Until {time} this device tells you nothing even if the door is broken open. After that, alarms come through again by themselves.',
    de: 'Bis {time} meldet dieses Gerät nichts, auch wenn die Tür aufgebrochen wird. Danach kommen Alarme von selbst wieder durch.',
  },
  silence_yes: { en: 'Silence', de: 'Stumm schalten' },
  silence_no: { en: 'Cancel', de: 'Abbrechen' },
  silent_until: { en: 'Alarms are silent here until {time}', de: 'Alarme sind hier stumm bis {time}' },
  unsilence: { en: 'Let alarms through again', de: 'Alarme wieder durchlassen' },
  test: { en: 'Send a test', de: 'Probe senden' },
  test_sent: { en: 'A message is on its way to this device.', de: 'Eine Nachricht an dieses Gerät ist unterwegs.' },
  turned_on: { en: 'This device tells you from now on.', de: 'Dieses Gerät meldet ab jetzt.' },
  turned_off: { en: 'This device tells you nothing more.', de: 'Dieses Gerät meldet nichts mehr.' },
  push_denied: {
    en: 'The browser was not allowed to show messages.',
    de: 'Der Browser darf keine Nachrichten zeigen.',
  },
  push_failed: {
    en: 'The browser could not subscribe to messages. Is there a connection? A private window cannot.',
    de: 'Der Browser konnte keine Nachrichten bestellen. Gibt es eine Verbindung? In privaten Fenstern geht es nicht.',
  },
  service_unknown: {
    en: 'This bridge does not send to the message service of this browser.',
    de: 'Diese Brücke sendet nicht an den Nachrichtendienst dieses Browsers.',
  },
  browsers_full: {
    en: 'Too many devices are told already. Turn messages off on another one first.',
    de: 'Es melden schon zu viele Geräte. Schalten Sie die Nachrichten zuerst auf einem anderen ab.',
  },
  offline_now: { en: 'There is no connection to the bridge.', de: 'Es gibt keine Verbindung zur Brücke.' },
  not_kept: { en: 'This was not kept ({code}).', de: 'Das wurde nicht übernommen ({code}).' },
})
