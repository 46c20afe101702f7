// pair: make a door one's own.

import type { DoorId } from '#protocol/units.ts'
import { command } from '../command.ts'
import { done, refused } from '../outcome.ts'
import { pair } from '../pairing/pair.ts'
import { fetchBridge } from '../reach/well-known.ts'
import { usage } from '../spoken.ts'
import { readSpan } from '../times/instant.ts'

export const PAIR_COMMAND = command({
  words: 'pair',
  about: { en: 'make a door your own', de: 'eine Tür zur eigenen machen' },
  notes: [
    {
      en: 'Press the pairing button in the rig: for five minutes the rig shows a code that can be used once. From then on the door obeys this key and no other, and is reached through this bridge. Pairing again, by the same button, replaces the owner.',
      de: 'Drücken Sie die Kopplungstaste im Gerät: Fünf Minuten lang zeigt es einen Code, der einmal gilt. Von da an gehorcht die Tür nur noch diesem Schlüssel und ist über diese Brücke erreichbar. Erneutes Koppeln mit derselben Taste ersetzt den Eigentümer.',
    },
  ],
  options: {
    code: { value: 'CODE', about: { en: 'the code the rig shows', de: 'der Code, den das Gerät zeigt' }, needed: true },
    bridge: { value: 'URL', about: { en: 'the bridge’s address', de: 'die Adresse der Brücke' }, needed: true },
    name: {
      value: 'NAME',
      about: {
        en: 'what you call the door (stays on this machine); “front” when left out',
        de: 'wie Sie die Tür nennen (bleibt auf diesem Rechner); sonst „front“',
      },
    },
    key: {
      value: 'NAME',
      about: { en: 'which of your keys; “owner” when left out', de: 'welcher Ihrer Schlüssel; sonst „owner“' },
    },
    limit: {
      value: 'SPAN',
      about: {
        en: 'how long to wait for the door; 30s when left out',
        de: 'wie lange auf die Tür gewartet wird; sonst 30s',
      },
    },
  },
  examples: ['pair --code K7QP-3M4X-9T2B-WFAZ --bridge http://127.0.0.1:8080 --name front'],
  run: async ({ home, say, now }, { values }) => {
    const name = values.name ?? 'front'
    const { name: owner, key } = await home.keys.read(values.key ?? 'owner')
    const bridge = await fetchBridge(values.bridge)
    const limit = values.limit === undefined ? {} : { limit: readSpan(values.limit) }
    const door = await pair({ code: values.code, bridge, owner: key, now, ...limit })
    if ('ok' in door) return refused(door.code, {}, door.code === 'pairing_closed' ? [say('pair_no_answer')] : [])
    const id = door.thumbprint as DoorId
    const before = (await home.doors.list()).find((known) => known.name === name)
    if (before && before.id !== id) throw usage('door_name_taken', { name })
    // The list goes on where it was when the same door is paired again by the same key.
    const revocations =
      before?.owner === owner && before.revocations !== undefined ? { revocations: before.revocations } : {}
    await home.doors.keep({ name, id, key: door.jwk, bridge, owner, paired: now(), ...revocations })
    return done({ door: { name, id }, owner: key.thumbprint }, [say('paired', { name }), say('paired_id', { id })])
  },
})
