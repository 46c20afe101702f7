// A clip whose recorder died has no end, and its signing key died too. The door ends it, with what was made durable:
// the lines that the clip's own key signed and that follow each other from the head on.

import type { ClipEnd } from '#protocol/clip/end.ts'
import { CLIP, type ClipHead } from '#protocol/clip/head.ts'
import { PART } from '#protocol/clip/part.ts'
import { hashText } from '#protocol/hash.ts'
import { verifyKey } from '#protocol/keys.ts'
import { openToken } from '#protocol/token.ts'
import type { EpochMs } from '#protocol/units.ts'
import type { EndedClip, Orphan } from '../port.ts'
import { endOf, lengthened, type Manifest, openManifest } from './manifest.ts'
import { type RecorderParts, SIGN_LIMIT } from './parts.ts'
import { within } from './wait.ts'

export interface OrphanEnd {
  readonly token: string
  readonly ended: EndedClip
}

const readHead = async ({ clip, head }: Orphan): Promise<ClipHead | undefined> => {
  const opened = await openToken(CLIP, head)
  return opened.ok && opened.claims.clip === clip ? opened.claims : undefined
}

/** The chain as far as it holds. */
const readLines = async ({ clip, head, lines }: Orphan, { key }: ClipHead): Promise<Manifest> => {
  const signer = await verifyKey(key)
  let manifest = openManifest(clip, await hashText(head))
  for (const text of lines) {
    const line = await openToken(PART, text, signer)
    if (!line.ok) break
    const { claims } = line
    if (claims.clip !== clip || claims.n !== manifest.n || claims.prev !== manifest.prev) break
    manifest = lengthened(manifest, claims, await hashText(text))
  }
  return manifest
}

/** @returns undefined for what is no clip of ours: its head cannot be read */
export const endOrphan = async (
  orphan: Orphan,
  sign: (what: { readonly end: ClipEnd }) => Promise<string>,
  now: EpochMs,
): Promise<OrphanEnd | undefined> => {
  const head = await readHead(orphan)
  if (!head) return undefined
  const end = endOf(await readLines(orphan, head), now, 'door')
  const { clip, parts, last, lasts, by } = end
  return { token: await sign({ end }), ended: { clip, parts, last, lasts, by } }
}

/** Ends all that a former run left behind; one that cannot be ended now waits for the next start. */
export const endOrphans = async (
  parts: Pick<RecorderParts, 'spool' | 'clock' | 'sign' | 'say' | 'log'>,
): Promise<void> => {
  const { spool, clock, sign, say, log } = parts
  for (const orphan of await spool.orphans()) {
    try {
      const found = await endOrphan(orphan, (what) => within(clock, SIGN_LIMIT, sign(what), 'sign_late'), clock.now())
      if (!found) {
        log.warn({ clip: orphan.clip }, 'a clip without a readable head is left alone')
        continue
      }
      await spool.end(orphan.clip, found.token)
      say({ say: 'ended', ended: found.ended })
    } catch (err) {
      log.warn({ err, clip: orphan.clip }, 'a clip without an end could not be ended')
    }
  }
}
