import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshPair, seal } from '../seal/seal.ts'
import { filmPieces, type MadeClip, makeClip } from './clip.fixture.ts'
import { isFilm, openFilm, openIdentity } from './film.ts'
import type { FramedPart } from './framing.ts'
import { readFramed } from './framing.ts'

const test = suite('a film out of its parts')
const owner = await freshPair()
const pieces = await filmPieces(1)
const made = await makeClip({ owners: [owner.recipient], pieces })

async function* partsOf(clip: MadeClip, spoil = -1): AsyncGenerator<FramedPart> {
  for (const n of clip.lines.keys()) {
    const part = readFramed(clip.framed(n))
    if (!part) continue
    if (n === spoil) part.sealed[part.sealed.length - 1] = (part.sealed.at(-1) ?? 0) ^ 1
    yield await Promise.resolve(part)
  }
}

test('opens with the owner’s key and gives back the very bytes that were filmed', async () => {
  const opened = await openIdentity(made.identity, owner.identity, made.claims)
  assert.ok(opened.ok)
  assert.is(opened.identity, made.pair.identity)
  const film: Uint8Array[] = []
  for await (const piece of openFilm(partsOf(made), opened.identity)) {
    assert.ok(isFilm(piece.what) && piece.opened.ok)
    film.push(piece.opened.bytes)
  }
  assert.ok(film.length > 1)
  assert.equal(Buffer.concat(film), Buffer.concat(made.plain))
})

test('tells a wrong key from damage, and from the identity of another clip', async () => {
  const stranger = await freshPair()
  assert.equal(await openIdentity(made.identity, stranger.identity, made.claims), { ok: false, why: 'wrong_key' })
  const bent = made.identity.slice()
  bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1
  assert.equal(await openIdentity(bent, owner.identity, made.claims), { ok: false, why: 'identity_damaged' })
  const other = await openIdentity(made.identity, owner.identity, { recipient: stranger.recipient })
  assert.equal(other, { ok: false, why: 'identity_foreign' })
  const nonsense = await seal(new TextEncoder().encode('no identity'), [owner.recipient])
  assert.equal(await openIdentity(nonsense, owner.identity, made.claims), { ok: false, why: 'identity_foreign' })
})

test('goes on behind a part that cannot be opened, and says which', async () => {
  const bad: number[] = []
  for await (const { n, opened } of openFilm(partsOf(made, 1), made.pair.identity)) {
    if (!opened.ok) bad.push(n)
  }
  assert.equal(bad, [1])
})

test.run()
