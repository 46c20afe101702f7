// link open: a link becomes a grant for one's own key, on this device and on no other.

import type { PublicJwk } from '#protocol/keys.ts'
import { thumbprintOf } from '#protocol/keys.ts'
import { bindLink, readLink } from '#protocol/link.ts'
import { describeGrant } from '../access/sentence.ts'
import { command } from '../command.ts'
import { type Bundle, lastGrant } from '../home/bundle.ts'
import { done, refused } from '../outcome.ts'
import { usage } from '../spoken.ts'

/** Older links name the door beside the fragment. */
const doorKeyOf = (url: string): PublicJwk | undefined => {
  const x = /[?&]door=([A-Za-z0-9_-]{43})(?=[&#]|$)/.exec(url)?.[1]
  return x === undefined ? undefined : { kty: 'OKP', crv: 'Ed25519', x }
}

const httpOf = (url: string): { readonly http?: string } => (/^https?:/.test(url) ? { http: new URL(url).origin } : {})

export const LINK_OPEN = command({
  words: 'link open',
  about: { en: 'make a link you were sent your own', de: 'einen zugesandten Link zum eigenen machen' },
  notes: [
    {
      en: 'Signs the link’s one-time key over to a key of yours and keeps the result. The first device that uses it at the door binds it for good; whoever comes later with a copy is refused (link_already_bound).',
      de: 'Überschreibt den Einmalschlüssel des Links auf einen Ihrer Schlüssel und bewahrt das Ergebnis auf. Das erste Gerät, das ihn an der Tür benutzt, bindet ihn endgültig; wer später mit einer Kopie kommt, wird abgewiesen (link_already_bound).',
    },
  ],
  operands: [{ name: 'URL', about: { en: 'the whole link', de: 'der ganze Link' }, needed: true }],
  options: {
    name: {
      value: 'NAME',
      about: {
        en: 'what you call the grant; “visit” when left out',
        de: 'wie Sie die Berechtigung nennen; sonst „visit“',
      },
    },
    key: {
      value: 'NAME',
      about: {
        en: 'which of your keys; made when it is not there; “courier” when left out',
        de: 'welcher Ihrer Schlüssel; wird erzeugt, wenn er fehlt; sonst „courier“',
      },
    },
  },
  examples: ['link open "http://127.0.0.1:8080/visit/#…" --name parcel'],
  run: async ({ home, say, language, zone }, { values, operands }) => {
    const [url = ''] = operands
    const link = await readLink(url)
    const door = link?.door ?? doorKeyOf(url)
    if (!link || !door) throw usage('link_unreadable')
    const name = values.name ?? 'visit'
    const keyName = values.key ?? 'courier'
    const there = (await home.keys.list()).find((key) => key.name === keyName)
    const { key } = there ?? (await home.keys.make(keyName))
    const chain = await bindLink(link, key.thumbprint)
    if (!chain) return refused('chain_broken')
    const claims = lastGrant(chain)
    if ((await thumbprintOf(door)) !== claims.aud) return refused('wrong_door')
    const bundle: Bundle = { v: 1, bridge: { ...httpOf(url), mqtt: link.at, key: link.bridge }, door, chain }
    await home.held.keep(name, bundle)
    const lines = [...describeGrant(claims, language, zone), say('link_opened', { name, key: keyName })]
    return done({ name, key: keyName, thumbprint: key.thumbprint, claims }, lines)
  },
})
