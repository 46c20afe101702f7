import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshClipId } from '#protocol/ids.ts'
import type { ClipId } from '#protocol/units.ts'
import { codeOf, type Dropped, headAt, IDENTITY, openIn, partOf, withFolder } from './spool.fixture.ts'
import type { OpenSpool } from './spool.ts'

const BYTES = 150_000
const BLOCK = 4096

const anyStep = fc.record({
  what: fc.constantFrom('begin', 'write', 'write', 'end', 'protect', 'send', 'send', 'refuse'),
  which: fc.nat(5),
  size: fc.integer({ min: 1, max: 40_000 }),
})

type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never

interface Known {
  readonly clip: ClipId
  next: number
  open: boolean
  safe: boolean
}

interface World {
  readonly spool: OpenSpool & { readonly drops: readonly Dropped[] }
  readonly clips: Known[]
  jn: number
}

const begin = async ({ spool, clips, jn }: World): Promise<void> => {
  const clip = freshClipId()
  const code = await codeOf(spool.begin(clip, headAt(jn), IDENTITY))
  if (code === undefined) clips.push({ clip, next: 0, open: true, safe: false })
  else assert.is(code, 'spool_full')
}

const write = async ({ spool }: World, known: Known, size: number): Promise<void> => {
  const code = await codeOf(spool.write(known.clip, known.next, partOf(known.clip, known.next, size)))
  if (code === undefined) known.next += 1
  else assert.is(code, 'spool_full')
}

const end = async ({ spool }: World, known: Known): Promise<void> => {
  await spool.end(known.clip, 'end')
  known.open = false
}

const protect = ({ spool }: World, known: Known): void => {
  spool.protect(known.clip)
  known.safe = !spool.drops.some(({ clip }) => clip === known.clip)
}

const send = async ({ spool }: World, refuse: boolean): Promise<void> => {
  const [turn] = spool.outbox.waiting()
  if (turn && refuse) spool.outbox.refused(turn.clip, turn.item)
  else if (turn) await spool.outbox.sent(turn.clip, turn.item)
}

const step = async (world: World, { what, which, size }: Step): Promise<void> => {
  world.jn += 1
  const known = world.clips.at(-1 - which)
  if (what === 'begin') await begin(world)
  else if (what === 'send' || what === 'refuse') await send(world, what === 'refuse')
  else if (known && what === 'protect') protect(world, known)
  else if (known?.open && what === 'write') await write(world, known, size)
  else if (known?.open && what === 'end') await end(world, known)
}

const holds = ({ spool, clips }: World): void => {
  for (const { clip, open, safe } of clips)
    assert.not(
      (open || safe) && spool.drops.some((drop) => drop.clip === clip),
      'neither a running nor a safe clip goes',
    )
  // An end and a mark of protection may go over the bound, a block each.
  assert.ok(spool.held().bytes <= BYTES + clips.length * 2 * BLOCK)
}

const test = suite('spool, laws')

test('keeps its bound and its word over any course of events, and knows the same after a start', () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 50 }), (steps) =>
      withFolder(async (folder) => {
        const world: World = { spool: await openIn(folder, { bytes: BYTES }), clips: [], jn: 0 }
        for (const one of steps) {
          await step(world, one)
          holds(world)
        }
        await world.spool.close()
        const again = await openIn(folder, { bytes: BYTES })
        assert.equal(again.held(), world.spool.held())
        for (const { clip, lines } of await again.orphans())
          assert.is(lines.length, world.clips.find((known) => known.clip === clip)?.next)
        await again.close()
      }),
    ),
    { numRuns: 50 },
  ))

test.run()
