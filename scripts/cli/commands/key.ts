// key …: one's own keys.

import { command } from '../command.ts'
import { done } from '../outcome.ts'

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
]
