// The help page of `npm run flash`.

import type { Text } from '#scripts/cli/text.ts'

export const FLASH_HELP: Text = {
  en: `npm run flash -- --image FILE --to DISK|FILE --host NAME --user NAME --ssh-key FILE [--package FILE | --channel URL]

  --image FILE            Raspberry Pi OS "trixie" or newer, 64 bit: .img, .img.xz, .img.gz, .img.zst or .zip
  --sha256 HASH|FILE      its SHA-256, packed or unpacked (else FILE.sha256 beside the image)
  --unchecked             take the image without a hash
  --to DISK|FILE          a card such as /dev/sdb, or a plain file
  --host NAME             what the Pi is called
  --user NAME             who may log in: with the key, never with a password
  --ssh-key FILE          the public half of that key
  --wifi-ssid NAME        a Wi-Fi network; without it the Pi uses the wire
  --wifi-password-file F  a file with its password, or - to read one line from standard input
  --wifi-country XX       the country it stands in
  --zone ZONE             time zone (else this machine's)
  --package FILE          a package to install; may be given several times
  --channel URL           an apt repository to install and update from
  --channel-key FILE      the public half of the key it is signed with
  --with-bridge           the bridge runs on this Pi as well
  --bridge URL            where the door finds its bridge (else on the same Pi)
  --first-boot WAY        cloud-init, firstrun, or auto (as the image looks)
  --yes                   do not ask
  --yes-really            write even to a disk that is large or built in
  --lang en|de            language (else as LANG says)
  --json                  one JSON object in place of words`,
  de: `npm run flash -- --image DATEI --to DATENTRÄGER|DATEI --host NAME --user NAME --ssh-key DATEI [--package DATEI | --channel URL]

  --image DATEI           Raspberry Pi OS „trixie“ oder neuer, 64 Bit: .img, .img.xz, .img.gz, .img.zst oder .zip
  --sha256 HASH|DATEI     sein SHA-256, gepackt oder entpackt (sonst DATEI.sha256 neben dem Abbild)
  --unchecked             das Abbild ohne Prüfsumme nehmen
  --to DATENTRÄGER|DATEI  eine Karte wie /dev/sdb oder eine einfache Datei
  --host NAME             wie der Pi heißt
  --user NAME             wer sich anmelden darf: mit dem Schlüssel, nie mit einem Passwort
  --ssh-key DATEI         die öffentliche Hälfte dieses Schlüssels
  --wifi-ssid NAME        ein WLAN; ohne nutzt der Pi das Kabel
  --wifi-password-file F  eine Datei mit dessen Passwort oder - für eine Zeile von der Standardeingabe
  --wifi-country XX       das Land, in dem er steht
  --zone ZONE             Zeitzone (sonst die dieses Rechners)
  --package DATEI         ein Paket zum Installieren; auch mehrmals
  --channel URL           ein apt-Archiv zum Installieren und Aktualisieren
  --channel-key DATEI     die öffentliche Hälfte seines Schlüssels
  --with-bridge           auch die Brücke läuft auf diesem Pi
  --bridge URL            wo die Tür ihre Brücke findet (sonst auf demselben Pi)
  --first-boot ART        cloud-init, firstrun oder auto (wie das Abbild aussieht)
  --yes                   nicht fragen
  --yes-really            auch auf Großes oder fest Eingebautes schreiben
  --lang en|de            Sprache (sonst nach LANG)
  --json                  ein JSON-Objekt statt Worten`,
}
