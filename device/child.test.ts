import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { type Child, type ChildParts, openChildProcess } from './child.ts'
import { systemClock } from './clock/system.ts'

const test = suite('a child process')

const PROGRAM = fileURLToPath(new URL('child.fixture.ts', import.meta.url))

interface Bench {
  readonly child: Child<string>
  readonly heard: string[]
  readonly downs: string[]
  ups(): number
  until(holds: () => boolean, what: string): Promise<void>
}

const withChild = async (
  use: (bench: Bench) => Promise<void>,
  over: Partial<Pick<ChildParts<string, string>, 'log' | 'place' | 'lower'>> = {},
): Promise<void> => {
  const [heard, downs]: [string[], string[]] = [[], []]
  let ups = 0
  const child = openChildProcess<string, string>({
    ...{ clock: systemClock(), log: pino({ level: 'silent' }), program: PROGRAM, name: 'test' },
    ...{ farewell: 'bye', endWithin: millis(500) },
    heard: (message) => heard.push(message),
    up: () => {
      ups += 1
    },
    down: (why) => downs.push(why),
    ...over,
  })
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    for (let waited = 0; !holds(); waited += 10) {
      assert.ok(waited < 10_000, what)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  try {
    await use({ child, heard, downs, ups: () => ups, until })
  } finally {
    await child.close()
  }
}

test('is there again after it died, as another process', () =>
  withChild(async ({ child, heard, downs, ups, until }) => {
    child.send('hello')
    await until(() => heard.length === 1, 'it does not answer')
    child.send('die')
    await until(() => ups() === 2, 'it stays away')
    assert.equal(downs, ['exit 3'])
    child.send('again')
    await until(() => heard.length === 2, 'the other one does not answer')
    assert.is.not(heard[0]?.split(' ')[0], heard[1]?.split(' ')[0])
  }))

test('ends in order when it is made anew, and by force when it does not listen', () =>
  withChild(async ({ child, heard, downs, ups, until }) => {
    // It listens by now: who starts slowly would be ended by force.
    child.send('hello')
    await until(() => heard.length === 1, 'it does not answer')
    child.renew()
    await until(() => ups() === 2, 'no fresh one')
    assert.equal(downs, ['exit 0'])
    child.send('stubborn')
    await until(() => heard.length === 2, 'it does not answer')
    child.renew()
    await until(() => ups() === 3, 'no fresh one after a stubborn one')
    assert.is(downs[1], 'SIGKILL')
    child.kill()
    await until(() => ups() === 4, 'no fresh one after it was killed')
  }))

test('is warned of once when it has neither a group nor niceness, and not when it has one of them', async () => {
  const warningsWith = async (lowered: boolean, placed: boolean): Promise<number> => {
    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) })
    const lower = (): void => {
      if (!lowered) throw new RangeError('not allowed')
    }
    const use = async ({ child, ups, until }: Bench): Promise<void> => {
      child.kill()
      await until(() => ups() === 2, 'no fresh one')
    }
    await withChild(use, { log, lower, place: () => placed })
    return lines.filter((line) => line.includes('on a par with the lock')).length
  }
  assert.equal(
    [await warningsWith(false, false), await warningsWith(true, false), await warningsWith(false, true)],
    [1, 0, 0],
  )
})

test('stays away once it is closed', async () => {
  let [late, count] = [0, 0]
  await withChild(async ({ ups }) => {
    count = ups()
  })
  await withChild(async ({ child, ups, downs }) => {
    await child.close()
    late = ups()
    assert.is(downs.length, 1)
    assert.is(child.pid, undefined)
  })
  assert.equal([count, late], [0, 1])
})

test.run()
