// key …: one's own keys.

import { generate } from 'lean-qr'
import { seedOfWords, wordsOfSeed } from '#protocol/recovery.ts'
import { command } from '../command.ts'
import { done } from '../outcome.ts'
import { usage } from '../spoken.ts'

const NAME_ABOUT = { en: 'its name', de: 'sein Name' } as const
const FIRST = 'owner'

export const KEY_COMMANDS = [
  command({
    words: 'key make',
    about: { en: 'make a key of your own', de: 'einen eigenen Schlüssel erzeugen' },
    notes: [
      {
        en: 'An Ed25519 pair in a file that only you can read (mode 0600). Keep a copy in a safe place: it is the root of everything, and nobody can make it again. Its thumbprint may be shown to anybody.',
        de: 'Ein Ed25519-Paar in einer Datei, die nur Sie lesen können (Rechte 0600). Bewahren Sie eine Kopie sicher auf: Auf ihm beruht alles, und niemand kann es ersetzen. Den Fingerabdruck darf jeder sehen.',
      },
    ],
    options: {
      name: { value: 'NAME', about: { en: `its name; “${FIRST}” when left out`, de: `sein Name; sonst „${FIRST}“` } },
    },
    examples: ['key make', 'key make --name courier'],
    run: async ({ home, say }, { values }) => {
      const { name, key } = await home.keys.make(values.name ?? FIRST)
      return done({ name, thumbprint: key.thumbprint }, [
        say('key_made', { name }),
        say('key_thumbprint', { thumbprint: key.thumbprint }),
      ])
    },
  }),
  command({
    words: 'key show',
    about: { en: 'show a key’s thumbprint', de: 'den Fingerabdruck eines Schlüssels zeigen' },
    operands: [{ name: 'NAME', about: NAME_ABOUT }],
    options: {},
    examples: ['key show', 'key show courier'],
    run: async ({ home }, { operands }) => {
      const { name, key } = await home.keys.read(operands[0] ?? FIRST)
      return done({ name, thumbprint: key.thumbprint, jwk: key.jwk }, [key.thumbprint])
    },
  }),
  command({
    words: 'key list',
    about: { en: 'list your keys', de: 'die eigenen Schlüssel auflisten' },
    options: {},
    examples: ['key list'],
    run: async ({ home, say }) => {
      const keys = (await home.keys.list()).map(({ name, key }) => ({ name, thumbprint: key.thumbprint }))
      const lines = keys.map(({ name, thumbprint }) => `${name.padEnd(16)} ${thumbprint}`)
      return done({ keys }, keys.length > 0 ? lines : [say('key_none')])
    },
  }),
  command({
    words: 'key words',
    about: { en: 'show a key as 24 words to write down', de: 'einen Schlüssel als 24 Wörter zum Aufschreiben zeigen' },
    notes: [
      {
        en: 'Whoever has these words owns the door and can open every clip. Write them on paper, not into a file. The same words give the same key in a browser (“I have 24 words”) and with “key restore”.',
        de: 'Wer diese Wörter hat, dem gehört die Tür, und er kann jede Aufnahme öffnen. Schreiben Sie sie auf Papier, nicht in eine Datei. Dieselben Wörter ergeben denselben Schlüssel im Browser („Ich habe 24 Wörter“) und mit „key restore“.',
      },
    ],
    operands: [{ name: 'NAME', about: NAME_ABOUT }],
    options: {},
    examples: ['key words'],
    run: async ({ home }, { operands }) => {
      const words = wordsOfSeed(await home.keys.seed(operands[0] ?? FIRST)).split(' ')
      const lines = [0, 6, 12, 18].map((from) =>
        words
          .slice(from, from + 6)
          .map((word, at) => `${String(from + at + 1).padStart(2)} ${word.padEnd(10)}`)
          .join(' ')
          .trimEnd(),
      )
      return done({ words }, lines)
    },
  }),
  command({
    words: 'key restore',
    about: { en: 'make a key again from its 24 words', de: 'einen Schlüssel aus seinen 24 Wörtern wiederherstellen' },
    notes: [
      {
        en: 'Asks for the words, unseen, so that they stand in no history of commands.',
        de: 'Fragt die Wörter unsichtbar ab, damit sie in keinem Befehlsverlauf stehen.',
      },
    ],
    options: {
      name: { value: 'NAME', about: { en: `its name; “${FIRST}” when left out`, de: `sein Name; sonst „${FIRST}“` } },
    },
    examples: ['key restore'],
    run: async ({ home, say, askSecret }, { values }) => {
      const seed = seedOfWords(await askSecret(say('key_words_ask')))
      if (seed === undefined) throw usage('key_words_wrong', {})
      const { name, key } = await home.keys.restore(values.name ?? FIRST, seed)
      return done({ name, thumbprint: key.thumbprint }, [
        say('key_made', { name }),
        say('key_thumbprint', { thumbprint: key.thumbprint }),
      ])
    },
  }),
  command({
    words: 'key browser',
    about: {
      en: 'take the owner’s key to a browser of your own',
      de: 'den Schlüssel in einen eigenen Browser mitnehmen',
    },
    notes: [
      {
        en: 'Prints an address and its QR code. The key stands behind the #, which no browser sends anywhere; the page takes it in and removes it from the address. Whoever sees the code owns the door: show it to nobody.',
        de: 'Zeigt eine Adresse und ihren QR-Code. Der Schlüssel steht hinter dem #, das kein Browser verschickt; die Seite übernimmt ihn und nimmt ihn aus der Adresse. Wer den Code sieht, dem gehört die Tür: Zeigen Sie ihn niemandem.',
      },
    ],
    options: {
      door: {
        value: 'NAME',
        about: { en: 'whose bridge; not needed with one door', de: 'deren Brücke; bei nur einer nicht nötig' },
      },
      qr: { about: { en: 'print the QR code, too', de: 'auch den QR-Code zeigen' } },
    },
    examples: ['key browser', 'key browser --qr'],
    run: async ({ home }, { values }) => {
      const door = await home.doors.find(values.door)
      const { http } = door.bridge
      if (http === undefined) throw usage('bridge_no_pages', { door: door.name })
      const address = browserAddress(http, await home.keys.seed(door.owner))
      const drawn = values.qr === true ? generate(address).toString({ on: '  ', off: '██' }).split('\n') : []
      return done({ address }, [...drawn, address])
    },
  }),
]

/** Where a browser takes a key in. A fragment never reaches a server (RFC 3986 §3.5). */
export const browserAddress = (http: string, seed: string): string => `${http}/setup#key=${seed}`
