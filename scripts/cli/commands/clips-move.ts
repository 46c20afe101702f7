// clips move: every clip of a door to another service, or every object of one store to another.

import { join } from 'node:path'
import { CLIP_GONE } from '#protocol/clip/cloud.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { peekClaims } from '#protocol/token.ts'
import { seconds } from '#protocol/units.ts'
import { isStore, openStoreAt, storePlace } from '../clips/bucket.ts'
import { copyStore } from '../clips/copy-store.ts'
import { moveClip, movePlace } from '../clips/move.ts'
import { doorClips, readAddress, serviceAt } from '../clips/place.ts'
import type { Service } from '../clips/service.ts'
import { showBytes } from '../clips/words.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import type { DoorRecord } from '../home/doors.ts'
import { writePrivate } from '../home/file.ts'
import { done, type Outcome } from '../outcome.ts'
import { openLine } from '../reach/line.ts'
import { ownPlace } from '../reach/place.ts'
import { fault, usage } from '../spoken.ts'
import { CLOUD, isRefused } from './clips-shared.ts'
import { DOOR } from './shared.ts'

/** The records of deleted clips are the old service's word: they are kept in one's own folder. */
const keepGone = async ({ home }: Context, from: Service): Promise<number> => {
  const tokens = await from.gone()
  if (isRefused(tokens)) throw fault('cloud_refused', { code: tokens.code })
  let kept = 0
  for (const token of tokens) {
    const claims = CLIP_GONE.schema.safeParse(peekClaims(token))
    if (!claims.success) continue
    await writePrivate(join(home.path, 'gone', from.place.door, `${claims.data.clip}.jwt`), `${token}\n`)
    kept += 1
  }
  return kept
}

/** The door's own word on whose it is, as the bridge retains it; undefined when the bridge cannot be asked. */
const ownershipOf = async (context: Context, record: DoorRecord): Promise<string | undefined> => {
  try {
    const line = await openLine(await ownPlace(context, record), ['ownership'], context.now)
    try {
      return await line.wait((said) => (said.kind === 'ownership' ? said.token : undefined), seconds(3))
    } finally {
      await line.close()
    }
  } catch (error) {
    if (error instanceof HausrechtError) return undefined
    throw error
  }
}

interface Moving {
  readonly from: Service
  readonly to: Service
  readonly ownership: string | undefined
}

const moveAll = async (context: Context, { from, to, ownership }: Moving): Promise<Outcome> => {
  const { say, tell, home, stop } = context
  await movePlace(from, to, ownership)
  let [clips, parts, sent] = [0, 0, 0]
  for await (const { clip } of from.list()) {
    if (stop.aborted) throw fault('stopped')
    const moved = await moveClip(from, to, clip)
    tell(say('move_clip', { clip, parts: moved.parts }), { ...moved })
    clips += 1
    parts += moved.parts
    sent += moved.sent
  }
  const gone = await keepGone(context, from)
  const { url, door } = to.place
  await home.clouds.place(door, url)
  return done({ clips, parts, sent, gone, url }, [say('move_done', { clips, parts, url })])
}

/** All there is in a store; the order lets nothing be seen before whose door it is. */
const PREFIXES = ['doors/', 'held/', 'clips/']

const copyAll = async ({ say, language, now, folder, stop }: Context, from: string, to: string): Promise<Outcome> => {
  const [here, there] = [storePlace(from, folder), storePlace(to, folder)]
  for (const typed of [from, to]) if (!isStore(typed)) throw usage('move_store_url', { url: typed.slice(0, 100) })
  if (here === there) throw usage('move_same')
  const source = await openStoreAt(here, now())
  try {
    const target = await openStoreAt(there, now())
    try {
      const copied = await copyStore(source, target, { prefixes: PREFIXES, stop })
      const { objects, bytes, digest, more, stranger } = copied
      return done({ ...copied }, [
        say('copy_done', { objects, digest, bytes: showBytes(bytes, language) }),
        ...(stranger === undefined ? [] : [say('copy_more', { more, key: stranger })]),
      ])
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

export const CLIP_MOVE = command({
  words: 'clips move',
  about: {
    en: 'move every clip to another service, or a store to another',
    de: 'alle Clips zu einem anderen Dienst bringen, oder einen Speicher in einen anderen',
  },
  notes: [
    {
      en: 'Sends every clip of the door as the door itself would, so that the new service checks every signature; puts the same holds and the same retention on; then reads everything back and compares the hash of every object. Broken off, it goes on where it was. Nothing is deleted at the old service.',
      de: 'Sendet jeden Clip der Tür, wie die Tür selbst es täte, sodass der neue Dienst jede Unterschrift prüft; setzt dieselbe Aufbewahrung und dieselbe Frist; liest dann alles zurück und vergleicht den Hash jedes Objekts. Abgebrochen, geht es dort weiter. Beim alten Dienst wird nichts gelöscht.',
    },
    {
      en: 'With --from, both are stores and no service needs to run: every object of every door is copied, read back and compared by its hash, and one hash over everything is said. A store is a folder, or s3:FILE; FILE is TOML with endpoint, bucket, region, accessKeyFile and secretKeyFile, as in the clip service’s own settings. Keys stand in files of their own, looked for beside FILE.',
      de: 'Mit --from sind beides Speicher, und kein Dienst muss laufen: Jedes Objekt jeder Tür wird kopiert, zurückgelesen und am Hash verglichen, und ein Hash über alles wird genannt. Ein Speicher ist ein Ordner oder s3:DATEI; DATEI ist TOML mit endpoint, bucket, region, accessKeyFile und secretKeyFile, wie in den Einstellungen des Clip-Dienstes. Schlüssel stehen in eigenen Dateien, die neben DATEI gesucht werden.',
    },
  ],
  options: {
    to: {
      value: 'URL|FOLDER|s3:FILE',
      about: { en: 'where to', de: 'wohin' },
      needed: true,
    },
    from: {
      value: 'FOLDER|s3:FILE',
      about: { en: 'from this store, in place of a service', de: 'aus diesem Speicher statt von einem Dienst' },
    },
    door: DOOR,
    cloud: CLOUD,
  },
  examples: [
    'clips move --to https://clips.example.org',
    'clips move --from ./clips --to /media/disk/clips',
    'clips move --from ./clips --to s3:bucket.toml',
  ],
  run: async (context, { values }) => {
    const { home } = context
    if (values.from !== undefined) return copyAll(context, values.from, values.to)
    if (isStore(values.to)) throw usage('move_to_store')
    const { service: from, record } = await doorClips(context, values)
    const url = readAddress(values.to)
    if (url === from.place.url) throw usage('move_same')
    const { key: owner } = await home.keys.read(record.owner)
    const to = await serviceAt(context, url, { door: record.id, reader: { owner } })
    return moveAll(context, { from, to, ownership: await ownershipOf(context, record) })
  },
})
