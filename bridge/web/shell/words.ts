// What the frame around the pages says.

import { speaker } from '../core/words.ts'

export const say = speaker({
  brand: { en: 'Hausrecht', de: 'Hausrecht' },
  skip: { en: 'Skip to content', de: 'Zum Inhalt springen' },
  pages: { en: 'Pages', de: 'Seiten' },
  door: { en: 'Door', de: 'Tür' },
  access: { en: 'Access', de: 'Zugang' },
  timeline: { en: 'Timeline', de: 'Verlauf' },
  privacy: { en: 'Privacy', de: 'Privat' },
  settings: { en: 'Settings', de: 'Optionen' },
  setup: { en: 'Set up', de: 'Einrichten' },
  choose_door: { en: 'Which door', de: 'Welche Tür' },
  link_up: { en: 'Connected', de: 'Verbunden' },
  link_connecting: { en: 'Connecting…', de: 'Verbinde…' },
  link_down: { en: 'No connection', de: 'Keine Verbindung' },
  since: { en: '{state} for {age}', de: '{state} seit {age}' },
  offline_title: { en: 'No connection to your bridge', de: 'Keine Verbindung zu Ihrer Brücke' },
  offline_text: {
    en: 'What is shown below may be out of date. The page connects by itself as soon as it can. Key, PIN and the way out work without it.',
    de: 'Was unten steht, kann veraltet sein. Die Seite verbindet sich von selbst, sobald es geht. Schlüssel, PIN und der Weg hinaus funktionieren auch so.',
  },
  loading: { en: 'One moment…', de: 'Einen Moment…' },
  unknown_title: { en: 'There is no such page', de: 'Diese Seite gibt es nicht' },
  unknown_text: { en: 'The address {path} leads nowhere here.', de: 'Die Adresse {path} führt hier nirgendwohin.' },
  to_door: { en: 'To the door', de: 'Zur Tür' },
  no_door_title: { en: 'No door yet', de: 'Noch keine Tür' },
  no_door_text: {
    en: 'Your key is in this browser. Pair it with a door to see it here.',
    de: 'Ihr Schlüssel ist in diesem Browser. Koppeln Sie ihn mit einer Tür, um sie hier zu sehen.',
  },
  pair: { en: 'Pair a door', de: 'Eine Tür koppeln' },
  fault_title: { en: 'This did not work', de: 'Das hat nicht geklappt' },
  fault_code: { en: 'Code: {code}', de: 'Code: {code}' },
  again: { en: 'Try again', de: 'Noch einmal versuchen' },
  reload: { en: 'Load the page anew', de: 'Seite neu laden' },
  fault_unknown: {
    en: 'Something in this page is broken. Load it anew; if it happens again, tell whoever runs your bridge the code. The door goes on by itself.',
    de: 'Etwas in dieser Seite ist kaputt. Laden Sie sie neu; geschieht es wieder, nennen Sie den Code, wem Ihre Brücke gehört. Die Tür macht allein weiter.',
  },
  fault_offline: {
    en: 'The bridge does not answer. Is this device on the network? The page tries again by itself.',
    de: 'Die Brücke antwortet nicht. Ist dieses Gerät im Netz? Die Seite versucht es von selbst wieder.',
  },
  fault_bridge_changed: {
    en: 'This address answers with another bridge’s key than before. Nothing is sent to it. If you set up the bridge anew, remove this browser’s data and open it with your 24 words.',
    de: 'Unter dieser Adresse antwortet eine Brücke mit einem anderen Schlüssel als bisher. Es wird nichts gesendet. Haben Sie die Brücke neu eingerichtet, löschen Sie die Daten dieses Browsers und öffnen ihn mit Ihren 24 Wörtern.',
  },
  fault_browser_too_old: {
    en: 'This browser cannot keep your key (Ed25519 and X25519 are missing). Take Chrome or Edge from 137, Firefox from 130 or Safari from 18 on. A courier’s page works in older ones, too.',
    de: 'Dieser Browser kann Ihren Schlüssel nicht verwahren (Ed25519 und X25519 fehlen). Nehmen Sie Chrome oder Edge ab 137, Firefox ab 130 oder Safari ab 18. Die Seite für Boten geht auch in älteren.',
  },
  fault_not_secure: {
    en: 'Browsers keep keys only on pages that come over https, or from this very machine. Open the page under https.',
    de: 'Browser verwahren Schlüssel nur auf Seiten, die über https oder von diesem Gerät selbst kommen. Öffnen Sie die Seite unter https.',
  },
  fault_storage_closed: {
    en: 'This browser does not let the page store anything (a private window, perhaps). Open it in an ordinary window.',
    de: 'Dieser Browser lässt die Seite nichts speichern (vielleicht ein privates Fenster). Öffnen Sie sie in einem gewöhnlichen Fenster.',
  },
  fault_page_missing: {
    en: 'A part of the page could not be loaded. Is there a connection? A newer version may have come in between.',
    de: 'Ein Teil der Seite ließ sich nicht laden. Gibt es eine Verbindung? Vielleicht kam inzwischen eine neuere Version.',
  },
  update: { en: 'A new version is here.', de: 'Eine neue Version ist da.' },
  update_take: { en: 'Use it now', de: 'Jetzt verwenden' },
  first_door: { en: 'Front door', de: 'Haustür' },
  unnamed_door: { en: 'My door', de: 'Meine Tür' },
  you: { en: 'You', de: 'Sie' },
  close: { en: 'Close', de: 'Schließen' },
})
