// With every real part: hub, ffmpeg, sealing, spool on a disk. What is opened from the disk afterwards is the film of
// the pictures that were captured, each of them once.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CLIP_END } from '#protocol/clip/end.ts'
import { isFilm, openFilm, openIdentity } from '#protocol/clip/film.ts'
import { type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { hashText } from '#protocol/hash.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { signToken } from '#protocol/token.ts'
import { millis, seconds } from '#protocol/units.ts'
import { createHub, type FilledHub } from '../../camera/hub/hub.ts'
import { systemClock } from '../../clock/system.ts'
import { freshDoorKey } from '../../journal/journal.fixture.ts'
import { openEncoding } from '../encoder/encoding.ts'
import { frameOf, pictureOf, SMALL, sleep } from '../encoder/hub.fixture.ts'
import { numbersShown } from '../encoder/player.fixture.ts'
import { openSpool } from '../spool/spool.ts'
import { createRecorder } from './recorder.ts'
import { checkKept, type KeptClip, sure, until } from './stage.fixture.ts'

const test = suite('a whole recording')
const FPS = 10
const PREROLL = 50

/** Pictures at their pace, after a pre-roll that is there already. */
const filming = async (hub: FilledHub, pictures: number): Promise<() => void> => {
  const clock = systemClock()
  await Promise.all(Array.from({ length: pictures }, (_, n) => pictureOf(n, SMALL)))
  const begun = clock.monotonic() - (PREROLL * 1000) / FPS
  let next = 0
  const show = async (): Promise<void> => {
    for (; next < pictures && begun + (next * 1000) / FPS <= clock.monotonic(); next += 1) {
      const seen = begun + (next * 1000) / FPS
      hub.take(await frameOf(next, seen, clock.now() - (clock.monotonic() - seen)))
    }
  }
  await show()
  return clock.every(millis(20), () => {
    show().catch(() => undefined)
  })
}

/** As it lies on the disk. */
const keptIn = async (folder: string): Promise<KeptClip> => {
  const files = (await readdir(folder)).sort()
  const part = (name: string): Promise<Uint8Array<ArrayBuffer>> =>
    readFile(join(folder, name)).then((b) => new Uint8Array(b))
  return {
    head: await readFile(join(folder, 'head'), 'utf8'),
    identity: await part('identity'),
    parts: await Promise.all(files.filter((name) => name.endsWith('.part')).map(part)),
    end: await readFile(join(folder, 'end'), 'utf8'),
  }
}

const partsOf = async function* ({ parts }: KeptClip): AsyncGenerator<FramedPart> {
  for (const framed of parts) yield sure(readFramed(framed), 'frame')
}

test('plays every picture once, from the pre-roll to the post-roll, for its owner alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-recorder-'))
  const [clock, door, owner] = [systemClock(), await freshDoorKey(), await freshPair()]
  const log = pino({ level: 'silent' })
  const hub = createHub({ preroll: seconds(8), clock })
  const spool = await openSpool({ folder, bytes: 64 * 1024 * 1024, log, dropped: () => undefined })
  const said: string[] = []
  const place = { jn: 3, jh: await hashText('journal') }
  const recorder = createRecorder({
    ...{ hub, spool, clock, log, view: () => 'ready', recipients: () => [owner.recipient], sound: () => false },
    openEncoding: (from) =>
      openEncoding({ hub, clock, encoder: 'libx264', kilobits: 500, fps: FPS, sound: false, log }, from),
    sign: (what) =>
      'end' in what
        ? signToken(CLIP_END, what.end, door.signing)
        : signToken(CLIP, { ...what.head, iss: door.door }, door.signing),
    journalHead: () => place,
    say: ({ say }) => said.push(say),
  })
  const stopFilming = await filming(hub, 200)
  try {
    const request = freshRequestId()
    assert.is(await recorder.begin({ why: 'visit', request }), 'ready')
    await sleep(1500)
    recorder.over(request, millis(500))
    await until(() => said.includes('ended'))
    const [name] = await readdir(folder)
    const kept = await keptIn(join(folder, sure(name)))
    const checked = await checkKept(door, kept)
    assert.equal(checked.findings, [])
    const kinds = checked.lines.map(({ claims }) => claims.what)
    assert.ok(kinds.includes('poster') && kinds.at(-1) === 'strip', kinds.join())
    const identity = await openIdentity(kept.identity, owner.identity, sure(checked.head))
    assert.ok(identity.ok)
    const film: Uint8Array[] = []
    for await (const { what, opened } of openFilm(partsOf(kept), identity.identity)) {
      assert.ok(opened.ok)
      if (isFilm(what)) film.push(opened.bytes)
    }
    const numbers = await numbersShown(Buffer.concat(film))
    assert.is(numbers[0], 0, 'it begins with the oldest picture that was held')
    assert.ok(numbers.length >= PREROLL + 2 * FPS, `${numbers.length} pictures`)
    assert.equal(
      numbers,
      numbers.map((_, at) => at),
    )
  } finally {
    stopFilming()
    await recorder.close()
    hub.close()
    await spool.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test.run()
