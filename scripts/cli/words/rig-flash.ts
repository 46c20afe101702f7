// The flashing of the rig's firmware in words.

import type { Text } from '../text.ts'

export const RIG_FLASH_WORDS = {
  flash_found: { en: 'Found: {firmware}, bolt {bolt}', de: 'Gefunden: {firmware}, Riegel {bolt}' },
  flash_blank: {
    en: 'No firmware of ours answers: taken for a blank board (avrdude checks that it is an ATmega328P).',
    de: 'Keine Firmware von uns antwortet: gilt als leere Platine (avrdude prüft, dass es ein ATmega328P ist).',
  },
  flash_plan: { en: 'Firmware: {from} → {to}', de: 'Firmware: {from} → {to}' },
  flash_locked: { en: 'The bolt is measured home.', de: 'Der Riegel ist gemessen zu.' },
  flash_begins: {
    en: 'Writing. Do not pull the cable; if it happens anyway, run this again.',
    de: 'Schreiben. Kabel nicht ziehen; passiert es doch, diesen Befehl wiederholen.',
  },
  flash_slower: {
    en: 'No boot loader at {baud} baud; trying that of an old Nano.',
    de: 'Kein Bootloader mit {baud} Baud; Versuch mit dem eines alten Nano.',
  },
  flash_done: { en: 'Done: {firmware} answers, bolt {bolt}.', de: 'Fertig: {firmware} antwortet, Riegel {bolt}.' },
  flash_stopped_service: { en: '{service} is stopped.', de: '{service} ist angehalten.' },
  flash_started_service: { en: '{service} runs again.', de: '{service} läuft wieder.' },
  flash_no_avrdude: {
    en: 'avrdude is not installed: sudo apt-get install avrdude',
    de: 'avrdude ist nicht installiert: sudo apt-get install avrdude',
  },
  flash_no_hex: {
    en: '{file} is no firmware that can be read: {detail}',
    de: '{file} ist keine lesbare Firmware: {detail}',
  },
  flash_foreign_hex: {
    en: '{file} is not the firmware of a Hausrecht rig.',
    de: '{file} ist nicht die Firmware einer Hausrecht-Anlage.',
  },
  flash_no_variant: {
    en: 'Servo or strike? The board cannot tell: --variant servo, or --variant relay',
    de: 'Servo oder Türöffner? Die Platine kann es nicht sagen: --variant servo oder --variant relay',
  },
  flash_variant_unknown: {
    en: 'There is no variant “{variant}”: servo or relay.',
    de: 'Eine Variante „{variant}“ gibt es nicht: servo oder relay.',
  },
  flash_other_variant: {
    en: 'The rig is a {is} and the firmware is for a {wanted}: driven wrongly a strike or servo may burn. If it was rebuilt: --variant {wanted}',
    de: 'Die Anlage ist ein {is}, die Firmware für ein {wanted}: Falsch angesteuert kann es durchbrennen. Wurde umgebaut: --variant {wanted}',
  },
  flash_hex_variant: {
    en: '--variant {wanted} does not go with that file, which is for a {is}.',
    de: '--variant {wanted} passt nicht zu dieser Datei, die für ein {is} ist.',
  },
  flash_older: {
    en: 'The rig has {from} and the firmware is {to}, which is older. If that is meant: --older',
    de: 'Die Anlage hat {from}, die Firmware ist {to} und damit älter. Ist das gemeint: --older',
  },
  flash_not_locked: {
    en: 'The bolt is not measured home ({bolt}). Shut the door and try again, or at your own risk: --unlocked',
    de: 'Der Riegel ist nicht gemessen zu ({bolt}). Tür schließen und wiederholen, oder auf eigene Gefahr: --unlocked',
  },
  flash_strange: {
    en: 'No firmware of ours is on that board ({firmware}), so it may belong to something else. Nothing was written. If it is the one: --anyway',
    de: 'Auf dieser Platine ist keine Firmware von uns ({firmware}); sie gehört vielleicht zu etwas anderem. Nichts wurde geschrieben. Ist sie gemeint: --anyway',
  },
  flash_strange_found: {
    en: 'No firmware of ours is on that board ({firmware}): it is new, or it belongs to something else.',
    de: 'Auf dieser Platine ist keine Firmware von uns ({firmware}): Sie ist neu, oder sie gehört zu etwas anderem.',
  },
  flash_over: {
    en: 'Write over whatever is on it?',
    de: 'Überschreiben, was immer darauf ist?',
  },
  flash_no_serial: {
    en: 'avrdude needs a serial port such as /dev/hausrecht-rig, not {port}.',
    de: 'avrdude braucht einen seriellen Anschluss wie /dev/hausrecht-rig, nicht {port}.',
  },
  flash_wrong_chip: {
    en: 'That is no ATmega328P (Uno, Nano): {detail}. Nothing was written.',
    de: 'Das ist kein ATmega328P (Uno, Nano): {detail}. Nichts wurde geschrieben.',
  },
  flash_no_boot_loader: {
    en: 'No boot loader answers at {port}. Is it an Uno or Nano? Press its reset button and run this again.',
    de: 'An {port} antwortet kein Bootloader. Ist es ein Uno oder Nano? Reset drücken und diesen Befehl wiederholen.',
  },
  flash_not_begun: {
    en: 'Nothing was written, and the board is as it was. Run this again. ({detail})',
    de: 'Nichts wurde geschrieben, die Platine ist, wie sie war. Diesen Befehl wiederholen. ({detail})',
  },
  flash_verify: {
    en: 'What was read back is not what was written: rely on nothing this board does. Run this again, with --variant and --anyway if no firmware of ours answers; if it comes back, change the board. The boot loader is still there.',
    de: 'Zurückgelesen wurde nicht, was geschrieben wurde: Auf diese Platine ist so kein Verlass. Diesen Befehl wiederholen, mit --variant und --anyway, falls keine Firmware von uns antwortet; kommt es wieder, die Platine tauschen. Der Bootloader ist noch da.',
  },
  flash_broken_off: {
    en: 'The writing broke off. The boot loader is still there: plug the board in and run this again, with --variant and --anyway if no firmware of ours answers. A board half written holds still, and the door stays locked. ({detail})',
    de: 'Das Schreiben brach ab. Der Bootloader ist noch da: Platine einstecken und diesen Befehl wiederholen, mit --variant und --anyway, falls keine Firmware von uns antwortet. Eine halb geschriebene Platine hält still, und die Tür bleibt verriegelt. ({detail})',
  },
  flash_not_back: {
    en: 'It was written, but the board answers with {firmware}, not {to}. Run this again.',
    de: 'Geschrieben, aber die Platine antwortet mit {firmware}, nicht {to}. Diesen Befehl wiederholen.',
  },
  flash_mute: {
    en: 'It was written, but no firmware of ours answers ({firmware}). Run this again, with --variant {variant} --anyway; if it comes back: hausrecht rig test',
    de: 'Geschrieben, aber keine Firmware von uns antwortet ({firmware}). Diesen Befehl mit --variant {variant} --anyway wiederholen; kommt es wieder: hausrecht rig test',
  },
  flash_service_failed: {
    en: 'systemctl {verb} {service} did not work: {detail}',
    de: 'systemctl {verb} {service} ging nicht: {detail}',
  },
} as const satisfies Record<string, Text>
