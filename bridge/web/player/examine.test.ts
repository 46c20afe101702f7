// What is said of a clip while not everything is known of it: what was seen to be wrong, and never what is only not there yet.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type MadeClip, makeClip } from '#protocol/clip/clip.fixture.ts'
import { hashBytes } from '#protocol/hash.ts'
import { createExaminer, type Examiner } from './examine.ts'

const test = suite('what is known of a clip so far')

const see = async (examiner: Examiner, made: MadeClip, n: number, line = n, bytes = n): Promise<void> => {
  const sealed = made.sealed[bytes] ?? new Uint8Array()
  const facts = { hash: await hashBytes(sealed), size: sealed.length }
  examiner.saw(n, { place: n, line: made.lines[line] ?? '', sealed: facts })
}

const codesOf = async (examiner: Examiner, made: MadeClip): Promise<readonly [string, readonly string[]]> => {
  const { verdict, findings } = await examiner.judge(made.end, made.journal.entries)
  return [verdict, findings.map(({ code, n }) => `${code} ${n}`)]
}

test('names a changed part though the lines cannot be had', async () => {
  const made = await makeClip()
  const examiner = createExaminer(made)
  await see(examiner, made, 0)
  await see(examiner, made, 3, 3, 4)
  assert.equal(await codesOf(examiner, made), ['unsound', ['part_damaged 3']])
})

test('names a part in the place of another though the lines cannot be had', async () => {
  const made = await makeClip()
  const examiner = createExaminer(made)
  await see(examiner, made, 2, 4, 4)
  assert.equal(await codesOf(examiner, made), ['unsound', ['part_misplaced 4']])
})

test('says nothing of what is not there while lines are still to come', async () => {
  const made = await makeClip({ ended: false })
  const examiner = createExaminer(made)
  await see(examiner, made, 0)
  await see(examiner, made, 4)
  assert.equal(await codesOf(examiner, made), ['checking', []])
  const ended = await makeClip()
  const other = createExaminer(ended)
  await see(other, ended, 1)
  assert.equal(await codesOf(other, ended), ['checking', []])
  assert.equal((await other.judge(undefined, ended.journal.entries)).findings, [])
})

test('looks again at a place that was empty before its line was known', async () => {
  const made = await makeClip()
  const examiner = createExaminer(made)
  for (const n of [0, 1, 3, 4, 5]) await see(examiner, made, n)
  examiner.missed(2)
  for (const [n, line] of made.lines.entries()) examiner.line(n, line)
  examiner.allLines(made.lines.length)
  assert.not(examiner.has(2))
  assert.equal(await codesOf(examiner, made), ['so_far', []])
  examiner.missed(2)
  assert.equal(await codesOf(examiner, made), ['unsound', ['bytes_missing 2']])
})

test.run()
