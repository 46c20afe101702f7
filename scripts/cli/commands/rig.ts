// rig …: the microcontroller at the door, its wires and its firmware, from the Pi it hangs on.

import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { flashRig } from '../rig/flash.ts'
import { PARTS } from '../rig/part.ts'
import { type Person, personAt, YES_SAYER } from '../rig/person.ts'
import { testRig } from '../rig/test.ts'

const PORT = {
  value: 'PORT',
  about: {
    en: 'its serial port; /dev/hausrecht-rig when left out, else the only board there is',
    de: 'sein serieller Anschluss; sonst /dev/hausrecht-rig, sonst die einzige Platine',
  },
} as const

const personFor = ({ stop, json }: Context, yes: boolean): Person =>
  yes ? YES_SAYER : personAt(process.stdin, (text) => (json ? undefined : process.stderr.write(text)), stop)

const RIG_TEST = command({
  words: 'rig test',
  about: {
    en: 'test every part of the rig, and say which wire to look at',
    de: 'jeden Teil der Anlage prüfen, und sagen, welche Leitung nachzusehen ist',
  },
  notes: [
    {
      en: `On the Pi, with the door’s program stopped: sudo systemctl stop hausrecht-device. It moves the bolt, asks to open and shut the door and to press buttons and keys, and takes one picture. What the rig can measure it measures; only light, buzzer and infrared are asked for. Parts: ${PARTS.join(', ')}.`,
      de: `Auf dem Pi, bei angehaltenem Türprogramm: sudo systemctl stop hausrecht-device. Der Befehl bewegt den Riegel, bittet darum, die Tür zu öffnen und zu schließen und Tasten zu drücken, und macht ein Bild. Was die Anlage messen kann, misst sie; nur nach Licht, Summer und Infrarot wird gefragt. Teile: ${PARTS.join(', ')}.`,
    },
    {
      en: 'It ends with 0 only if every part passed. With --json each question is a line, and each line of input an answer.',
      de: 'Er endet nur mit 0, wenn jeder Teil bestand. Mit --json ist jede Frage eine Zeile, und jede Zeile der Eingabe eine Antwort.',
    },
  ],
  options: {
    port: PORT,
    only: {
      value: 'PARTS',
      about: { en: 'only these, with commas between', de: 'nur diese, mit Kommas dazwischen' },
    },
    camera: {
      value: 'DEVICE',
      about: {
        en: 'the camera, or a picture; /dev/hausrecht-camera when left out',
        de: 'die Kamera, oder ein Bild; sonst /dev/hausrecht-camera',
      },
    },
    yes: {
      about: {
        en: 'answer yes to every question; what is measured is measured all the same',
        de: 'jede Frage mit Ja beantworten; gemessen wird trotzdem',
      },
    },
  },
  examples: ['rig test', 'rig test --only bolt,reed', 'rig test --port /dev/ttyUSB0 --json'],
  run: async (context, { values }) => {
    const person = personFor(context, values.yes)
    try {
      return await testRig(context, values, person)
    } finally {
      person.close()
    }
  },
})

const RIG_FLASH = command({
  words: 'rig flash',
  about: {
    en: 'write the firmware onto the rig, with its bolt locked',
    de: 'die Firmware auf die Anlage schreiben, bei verriegeltem Riegel',
  },
  notes: [
    {
      en: 'It first asks the board what it runs, tells it to lock and waits until the bolt is measured home; then avrdude writes and verifies through the board’s boot loader, and the new version is read back. The wrong variant, an older version and a bolt that is not home are refused. While it is written the bolt stays where it is: home. If it breaks off, the boot loader is still there: run it again.',
      de: 'Zuerst wird die Platine gefragt, was auf ihr läuft, dann verriegelt, und gewartet, bis der Riegel gemessen zu ist; dann schreibt und prüft avrdude durch den Bootloader der Platine, und die neue Version wird zurückgelesen. Die falsche Variante, eine ältere Version und ein Riegel, der nicht zu ist, werden verweigert. Während des Schreibens bleibt der Riegel, wo er ist: zu. Bricht es ab, ist der Bootloader noch da: einfach wiederholen.',
    },
    {
      en: 'The door’s program must not hold the port meanwhile: sudo systemctl stop hausrecht-device before, or --service hausrecht-device as root.',
      de: 'Das Türprogramm darf den Anschluss solange nicht halten: vorher sudo systemctl stop hausrecht-device, oder --service hausrecht-device als root.',
    },
  ],
  options: {
    port: PORT,
    variant: {
      value: 'servo|relay',
      about: {
        en: 'what moves the bolt; needed for a blank board, and to change it',
        de: 'was den Riegel bewegt; nötig bei leerer Platine, und um es zu ändern',
      },
    },
    hex: {
      value: 'FILE',
      about: {
        en: 'another firmware than the one that came with this program',
        de: 'eine andere Firmware als die, die mit diesem Programm kam',
      },
    },
    service: {
      value: 'UNIT',
      about: {
        en: 'stop this unit before and start it afterwards (as root)',
        de: 'diese Unit vorher anhalten und nachher starten (als root)',
      },
    },
    older: { about: { en: 'also write an older version', de: 'auch eine ältere Version schreiben' } },
    anyway: {
      about: {
        en: 'also over a program that is not ours, and onto a board that says nothing',
        de: 'auch über ein fremdes Programm, und auf eine Platine, die nichts sagt',
      },
    },
    unlocked: {
      about: {
        en: 'also while the bolt is not measured home, at your own risk',
        de: 'auch wenn der Riegel nicht gemessen zu ist, auf eigene Gefahr',
      },
    },
  },
  examples: ['rig flash', 'rig flash --service hausrecht-device', 'rig flash --port /dev/ttyUSB0 --variant servo'],
  run: async (context, { values }) => {
    const person = context.json ? undefined : personFor(context, false)
    try {
      return await flashRig(context, values, person)
    } finally {
      person?.close()
    }
  },
})

export const RIG_COMMANDS = [RIG_TEST, RIG_FLASH]
