// Writes one card, from a checked wish to a card that boots. The order is the point: nothing is written before the image
// is known to be good, and the card gets its partition table only when all the rest is there and was read back.

import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Millis } from '#protocol/units.ts'
import { readPartitions } from './boot/partitions.ts'
import { prepare } from './boot/prepare.ts'
import type { FirstBoot } from './card/card.ts'
import { type Checked, checkImage, HEAD } from './image/check.ts'
import { inBlocks, openImage } from './image/open.ts'
import { type Kernel, readTarget, thisKernel } from './target/facts.ts'
import { judge, size, type TargetFacts } from './target/judge.ts'
import type { Wanted } from './wish.ts'
import { type FlashSay, flashFault, flashRefusal } from './words.ts'
import { startProgress } from './write/progress.ts'
import { type ReadBack, verify } from './write/verify.ts'
import { flush, writeHead, writeImage } from './write/write.ts'

/** What it needs of the process. */
export interface Bench {
  readonly folder: string
  readonly say: FlashSay
  /** What goes on, for a person. */
  readonly show: (text: string) => void
  readonly isTerminal: boolean
  /** Asks a question; undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined
  readonly now: () => Millis
  readonly stop: AbortSignal
  readonly kernel?: Kernel
}

export interface Flashed {
  readonly target: string
  readonly bytes: number
  readonly sha256: string
  readonly matched: Checked['matched']
  readonly readBack: ReadBack
  readonly firstBoot: FirstBoot
  readonly seconds: number
}

const hold = async (wanted: Wanted, bench: Bench, bytes: number | undefined): Promise<TargetFacts> => {
  const facts = await readTarget(wanted.to, bench.folder, bench.kernel ?? thisKernel)
  const judgement = judge(facts, { bytes, reallyYes: wanted.reallyYes })
  if (judgement.is === 'refused') throw flashRefusal(judgement.code, { target: facts.path, detail: judgement.detail })
  return facts
}

/** A question takes time, and a name such as /dev/sdb belongs to whichever disk is there. @throws SpokenError */
const holdSame = (shown: TargetFacts, { kind, model, bytes, bus }: TargetFacts): void => {
  const isSame = kind === shown.kind && model === shown.model && bytes === shown.bytes && bus === shown.bus
  if (isSame) return
  const detail = `${model} ${size(bytes)}`.trim()
  throw flashRefusal('target_swapped', { target: shown.path, detail })
}

const confirm = async (facts: TargetFacts, wanted: Wanted, { ask, say }: Bench): Promise<void> => {
  // A file that is not there yet can lose nothing.
  if (wanted.yes || facts.kind === 'missing') return
  if (!ask) throw flashRefusal('ask_impossible')
  const name = basename(facts.path)
  const typed = await ask(say('ask', { target: facts.path, model: facts.model, size: size(facts.bytes), name }))
  if (typed.trim() !== name) throw flashRefusal('declined')
}

/** Up to the first partition: what is there belongs to no file system. */
const heldBytes = (head: Buffer): number => {
  const starts = readPartitions(head).map(({ start }) => start)
  return Math.min(HEAD, head.length, ...starts)
}

const readBegin = async (path: string, bytes: number): Promise<Buffer> => {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const check = async (wanted: Wanted, bench: Bench): Promise<Checked> => {
  const progress = startProgress(bench.say('checking'), undefined, manner(bench))
  const checked = await checkImage(wanted.image, wanted.unpacker, wanted.hash, (bytes) => {
    if (bench.stop.aborted) throw flashFault('stopped')
    progress.add(bytes)
  })
  progress.end()
  if (!readPartitions(checked.head).some(({ is }) => is === 'fat')) throw flashFault('boot_missing')
  return checked
}

const manner = ({ now, show, isTerminal }: Bench) => ({ now, print: show, isTerminal })

/** @throws SpokenError with a stable code; a card that was begun with does not boot then */
export const flash = async (wanted: Wanted, bench: Bench): Promise<Flashed> => {
  const began = bench.now()
  // Before a long check, and once more when the image's size is known and time has passed.
  await hold(wanted, bench, undefined)
  const checked = await check(wanted, bench)
  const facts = await hold(wanted, bench, checked.bytes)
  await confirm(facts, wanted, bench)
  holdSame(facts, await hold(wanted, bench, checked.bytes))
  const target = { path: facts.path, isBlock: facts.kind === 'block' }
  const head = checked.head.subarray(0, heldBytes(checked.head))

  const writing = startProgress(bench.say('writing'), checked.bytes, manner(bench))
  const blocks = inBlocks(openImage(wanted.image, wanted.unpacker), HEAD)
  const written = await writeImage(target, blocks, head.length, writing.add, bench.stop)
  writing.end()
  if (written.hash !== checked.hash) throw flashFault('image_changed', { path: wanted.image })

  const verifying = startProgress(bench.say('verifying'), checked.bytes, manner(bench))
  const readBack = await verify(target.path, written, head, verifying.add)
  verifying.end()
  if (readBack === 'cached') bench.show(`${bench.say('cached', { target: target.path })}\n`)

  const system = await prepare(target.path, checked.head, wanted.card, wanted.firstBoot)
  await flush(target)
  if (bench.stop.aborted) throw flashFault('stopped')
  await writeHead(target, head)
  const begin = await readBegin(target.path, head.length)
  if (!begin.equals(head)) throw flashFault('verify_differs', { target: target.path, bytes: begin.length })
  bench.show(`${bench.say('preparing', { way: system.way })}\n`)
  return {
    target: target.path,
    bytes: checked.bytes,
    sha256: checked.hash,
    matched: checked.matched,
    readBack,
    firstBoot: system.way,
    seconds: Math.round((bench.now() - began) / 100) / 10,
  }
}
