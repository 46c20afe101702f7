import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { createTurns } from './turns.ts'

const turns = suite('turns')
const codeOf = (error: unknown): string => (error instanceof HausrechtError ? error.code : 'another fault')
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

turns('runs one at a time for one door, in order, and others beside it', async () => {
  const line = createTurns(10)
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await tick()
    seen.push(`${name} ends`)
  }
  await Promise.all([line.take('a', work('a1')), line.take('a', work('a2')), line.take('b', work('b1'))])
  assert.ok(seen.indexOf('a1 ends') < seen.indexOf('a2 begins'))
  assert.ok(seen.indexOf('b1 begins') < seen.indexOf('a1 ends'))
})

turns('goes on after a fault', async () => {
  const line = createTurns(10)
  const failing = line.take('a', () => Promise.reject(new HausrechtError('x', 'x')))
  const next = line.take('a', async () => 'done')
  assert.is(await failing.catch(codeOf), 'x')
  assert.is(await next, 'done')
})

turns('refuses when too much waits, and takes more when there is room', async () => {
  const line = createTurns(2)
  const both = [line.take('a', tick), line.take('a', tick)]
  const third = await line.take('a', tick).catch(codeOf)
  assert.is(third, 'turns_full')
  await Promise.all(both)
  assert.is(await line.take('a', async () => 1), 1)
})

turns('is idle when nothing is under way', async () => {
  const line = createTurns(5)
  let done = 0
  const work = async (): Promise<void> => {
    await tick()
    done += 1
  }
  const taken = [line.take('a', work), line.take('a', work), line.take('b', work)]
  await line.idle()
  assert.is(done, 3)
  await Promise.all(taken)
})

turns.run()
