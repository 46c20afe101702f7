// What `npm run flash` says to a person, in both languages. The keys of what ends it are its stable codes.

import { EXIT } from '#scripts/cli/exit.ts'
import { SpokenError } from '#scripts/cli/spoken.ts'
import { fill, fillBoth, type Language, type Slots, type Text } from '#scripts/cli/text.ts'
import { FLASH_HELP } from './help.ts'

export const FLASH_WORDS = {
  help: FLASH_HELP,
  option_unknown: {
    en: 'npm run flash knows no “{option}”. See: npm run flash -- --help',
    de: 'npm run flash kennt „{option}“ nicht. Siehe: npm run flash -- --help',
  },
  option_twice: { en: '{option} stands there twice.', de: '{option} steht zweimal da.' },
  option_needed: {
    en: '{option} is missing. See: npm run flash -- --help',
    de: '{option} fehlt. Siehe: npm run flash -- --help',
  },
  option_bad: { en: '{option} cannot be “{value}”: {why}', de: '{option} kann nicht „{value}“ sein: {why}' },
  option_pair: { en: '{option} is only of use with {with}.', de: '{option} geht nur zusammen mit {with}.' },
  file_unreadable: { en: '{path} cannot be read ({detail}).', de: '{path} ist nicht lesbar ({detail}).' },
  key_private: {
    en: '{path} is a private key. It must stay where it is; give the .pub file beside it.',
    de: '{path} ist ein privater Schlüssel. Er muss bleiben, wo er ist; gemeint ist die .pub-Datei daneben.',
  },
  key_bad: { en: '{path} holds no public SSH key.', de: '{path} enthält keinen öffentlichen SSH-Schlüssel.' },
  why_host: {
    en: 'small letters, digits and hyphens, at most 63',
    de: 'Kleinbuchstaben, Ziffern und Bindestriche, höchstens 63',
  },
  why_user: {
    en: 'small letters, digits, hyphens; not a name that the system has itself',
    de: 'Kleinbuchstaben, Ziffern, Bindestriche; kein Name, den das System selbst hat',
  },
  why_zone: { en: 'a zone such as Europe/Berlin', de: 'eine Zeitzone wie Europe/Berlin' },
  why_ssid: { en: '1 to 32 bytes, no control characters', de: '1 bis 32 Byte, keine Steuerzeichen' },
  why_country: { en: 'two letters, such as DE', de: 'zwei Buchstaben, etwa DE' },
  why_wifi_password: {
    en: '8 to 63 plain characters, or 64 hexadecimal digits',
    de: '8 bis 63 einfache Zeichen oder 64 Hexadezimalziffern',
  },
  why_package: {
    en: 'a file such as hausrecht-device_1.0.0_arm64.deb',
    de: 'eine Datei wie hausrecht-device_1.0.0_arm64.deb',
  },
  why_bridge: { en: 'an address such as mqtts://bridge.home:8883', de: 'eine Adresse wie mqtts://bruecke.home:8883' },
  why_channel: { en: 'the address of an apt repository', de: 'die Adresse eines apt-Archivs' },
  why_channel_key: {
    en: 'the public half of its signing key, armoured',
    de: 'die öffentliche Hälfte seines Schlüssels, in Textform',
  },
  why_first_boot: { en: 'cloud-init, firstrun or auto', de: 'cloud-init, firstrun oder auto' },
  why_language: { en: 'en or de', de: 'en oder de' },
  why_image: {
    en: 'an image: .img, .img.xz, .img.gz, .img.zst or .zip',
    de: 'ein Abbild: .img, .img.xz, .img.gz, .img.zst oder .zip',
  },
  why_sum: {
    en: 'a SHA-256, or a file that names one for this image',
    de: 'ein SHA-256 oder eine Datei, die einen für dieses Abbild nennt',
  },
  package_needed: {
    en: 'Nothing would be installed: give --package FILE (npm run package makes it) or --channel with --channel-key.',
    de: 'Es würde nichts installiert: --package DATEI (npm run package baut sie) oder --channel mit --channel-key angeben.',
  },
  package_twice: {
    en: '{other} and {file} are one package: give only the one that is wanted.',
    de: '{other} und {file} sind ein Paket: nur das gewünschte angeben.',
  },
  bridge_package_needed: {
    en: '--with-bridge needs the package hausrecht-bridge: give it with --package, or a --channel.',
    de: '--with-bridge braucht das Paket hausrecht-bridge: mit --package oder über --channel.',
  },
  image_unchecked: {
    en: 'There is no hash for {path}. Put {path}.sha256 beside it, give --sha256, or --unchecked to take it as it is.',
    de: 'Zu {path} gibt es keine Prüfsumme. {path}.sha256 daneben legen, --sha256 angeben oder mit --unchecked nehmen, wie es ist.',
  },
  image_hash: {
    en: '{path} is not what it should be: SHA-256 {found}, wanted {wanted}. Nothing was written. Download it again.',
    de: '{path} ist nicht, was es sein soll: SHA-256 {found}, erwartet {wanted}. Es wurde nichts geschrieben. Neu herunterladen.',
  },
  image_broken: {
    en: '{path} cannot be unpacked to its end: {detail}. Download it again.',
    de: '{path} lässt sich nicht bis zum Ende entpacken: {detail}. Neu herunterladen.',
  },
  image_old: {
    en: 'This image is {name}: too old, its Node does not run the rig. Take Raspberry Pi OS "trixie" (13) or newer. The card does not boot now.',
    de: 'Dieses Abbild ist {name}: zu alt, sein Node trägt das Gerät nicht. Raspberry Pi OS „trixie“ (13) oder neuer nehmen. So startet die Karte nicht.',
  },
  image_empty: { en: '{path} is empty.', de: '{path} ist leer.' },
  image_changed: {
    en: '{path} changed while it was written. The card is not usable; start again.',
    de: '{path} hat sich beim Schreiben geändert. Die Karte ist nicht brauchbar; noch einmal beginnen.',
  },
  program_missing: {
    en: 'The program {program} is needed: sudo apt-get install {package}',
    de: 'Das Programm {program} wird gebraucht: sudo apt-get install {package}',
  },
  target_kind: {
    en: '{target} is neither a disk nor a file.',
    de: '{target} ist weder ein Datenträger noch eine Datei.',
  },
  target_missing: { en: 'There is no {target}.', de: '{target} gibt es nicht.' },
  target_system: {
    en: '{target} is what this system runs from ({detail}). It is never written over.',
    de: 'Von {target} läuft dieses System ({detail}). Es wird nie überschrieben.',
  },
  target_mounted: {
    en: '{target} is in use: mounted at {detail}. Unmount it first.',
    de: '{target} ist in Gebrauch: eingehängt unter {detail}. Zuerst aushängen.',
  },
  target_swap: {
    en: '{target} is in use as swap ({detail}).',
    de: '{target} dient als Auslagerungsspeicher ({detail}).',
  },
  target_held: {
    en: '{target} is part of {detail} (LVM, RAID or encryption). Close that first.',
    de: '{target} gehört zu {detail} (LVM, RAID oder Verschlüsselung). Das zuerst schließen.',
  },
  target_partition: {
    en: '{target} is a part of a disk; give the whole one.',
    de: '{target} ist nur ein Teil eines Datenträgers; gemeint ist der ganze.',
  },
  target_read_only: {
    en: '{target} is read-only. A card has a small switch on its side.',
    de: '{target} ist schreibgeschützt. An der Karte ist seitlich ein kleiner Schalter.',
  },
  target_small: {
    en: '{target} holds {detail}, less than the image. Take a bigger card.',
    de: '{target} fasst {detail}, weniger als das Abbild. Eine größere Karte nehmen.',
  },
  target_large: {
    en: '{target} holds {detail}: larger than a card. If that is really meant: --yes-really',
    de: '{target} fasst {detail}: größer als eine Karte. Wenn das wirklich gemeint ist: --yes-really',
  },
  target_not_card: {
    en: '{target} {detail} is built in, no card and no stick. If that is really meant: --yes-really',
    de: '{target} {detail} ist fest eingebaut, weder Karte noch Stick. Wenn das wirklich gemeint ist: --yes-really',
  },
  target_open: {
    en: '{target} cannot be opened for writing ({detail}).',
    de: '{target} lässt sich nicht zum Schreiben öffnen ({detail}).',
  },
  write_failed: {
    en: 'Writing to {target} failed ({detail}). It does not boot now; try again, or another card.',
    de: 'Schreiben auf {target} misslang ({detail}). So startet es nicht; noch einmal versuchen oder eine andere Karte nehmen.',
  },
  verify_differs: {
    en: '{target} does not give back what was written ({bytes} bytes read). Throw this card away.',
    de: '{target} gibt nicht zurück, was geschrieben wurde ({bytes} Byte gelesen). Diese Karte wegwerfen.',
  },
  boot_missing: {
    en: 'This image has no boot partition as a Raspberry Pi has one (FAT, with cmdline.txt).',
    de: 'Dieses Abbild hat keine Startpartition, wie ein Raspberry Pi sie hat (FAT, mit cmdline.txt).',
  },
  boot_write: {
    en: 'The boot partition does not take its files: {detail}',
    de: 'Die Startpartition nimmt ihre Dateien nicht an: {detail}',
  },
  boot_differs: {
    en: '{file} is not what was put into the boot partition.',
    de: '{file} ist nicht, was in die Startpartition gelegt wurde.',
  },
  package_arch: {
    en: '{file} is not for this image, which is {arch}. Take the 64-bit image, or the package for {arch}.',
    de: '{file} passt nicht zu diesem Abbild ({arch}). Das 64-Bit-Abbild nehmen oder das Paket für {arch}.',
  },
  ask: {
    en: '{target} {model} {size}: everything on it will be lost. Type {name} to write it: ',
    de: '{target} {model} {size}: alles darauf geht verloren. Zum Schreiben {name} eintippen: ',
  },
  ask_impossible: {
    en: 'Nobody is there to ask. Give --yes.',
    de: 'Niemand da, der gefragt werden kann. --yes angeben.',
  },
  target_swapped: {
    en: '{target} is not the disk any more that was shown ({detail}). Nothing was written. Start again.',
    de: '{target} ist nicht mehr der Datenträger, der gezeigt wurde ({detail}). Es wurde nichts geschrieben. Noch einmal beginnen.',
  },
  declined: { en: 'Nothing was written.', de: 'Es wurde nichts geschrieben.' },
  stopped: { en: 'Stopped. The card does not boot now.', de: 'Abgebrochen. So startet die Karte nicht.' },
  checking: { en: 'checking', de: 'prüfen' },
  writing: { en: 'writing', de: 'schreiben' },
  verifying: { en: 'verifying', de: 'vergleichen' },
  preparing: { en: 'First boot is prepared ({way}).', de: 'Der erste Start ist vorbereitet ({way}).' },
  cached: {
    en: 'It was read back from memory: {target} cannot be read past it.',
    de: 'Zurückgelesen wurde aus dem Arbeitsspeicher: {target} lässt sich nicht daran vorbei lesen.',
  },
  ready: {
    en: 'Done. Put the card into the Pi; the first boot takes some minutes. Then: ssh {user}@{host}.local — and press the pairing button.',
    de: 'Fertig. Karte in den Pi stecken; der erste Start dauert einige Minuten. Dann: ssh {user}@{host}.local — und den Kopplungsknopf drücken.',
  },
} as const satisfies Record<string, Text>

export type FlashWord = keyof typeof FLASH_WORDS
export type FlashSay = (key: FlashWord, slots?: Slots) => string

export const flashSpeaker =
  (language: Language): FlashSay =>
  (key, slots) =>
    fill(FLASH_WORDS[key][language], slots)

const spoken =
  (exit: SpokenError['exit']) =>
  (key: FlashWord, slots: Slots = {}, cause?: unknown): SpokenError =>
    new SpokenError(key, fillBoth(FLASH_WORDS[key], slots), exit, cause)

/** Something that should work does not. */
export const flashFault = spoken(EXIT.fault)
/** As the rules have it. */
export const flashRefusal = spoken(EXIT.refused)
/** What was typed cannot be meant like that. */
export const flashUsage = spoken(EXIT.usage)

/** The system's own code of a fault, such as ENOSPC. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
