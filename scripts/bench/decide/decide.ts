// Whole decisions on the bridge, as requests.ts makes them: parse, open, decide, admit durably, sign. In this process
// and without sockets; many doors at once, since that is when a core is full. By CPU time of all threads, not by wall.

import { join } from 'node:path'
import { takeRequest } from '#bridge/access/requests.ts'
import { openSqliteStore } from '#bridge/store/sql/store.ts'
import { ADMISSION } from '#protocol/admission.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, type Hash, toSeconds } from '#protocol/units.ts'
import { atLeast, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { makePerson, type Person } from '../people.ts'
import { median } from '../spread.ts'
import { type Asked, askAll, closeAll, makeWays, type Way } from './asked.ts'
import { type Bare, makeBare } from './bare.ts'
import { type Counted, makeDesk } from './desk.ts'
import { withoutRequests } from './memory.ts'

const SIZES = {
  full: { doors: 64, holders: 4, rounds: 25 },
  tiny: { doors: 4, holders: 1, rounds: 3 },
} as const

/** One request for each door at a time, so that none waits for another's turn. */
const batches = (asked: readonly Asked[], holders: number): Asked[][] =>
  Array.from({ length: holders }, (_, of) => asked.filter((_one, at) => at % holders === of))

/** Rounds that are not counted: the compiler is still at work. */
const WARM = 2

/** Milliseconds of CPU for each request: decided, and its cryptography alone, in turn. */
interface Spent {
  readonly decided: number
  readonly bare: number
}

/** @throws HausrechtError `bench_refused` when one was not admitted */
const decideAll = async (
  { desk, commands }: Counted,
  bare: Bare,
  ways: readonly Way[],
  holders: number,
): Promise<Spent> => {
  const asked = await askAll(desk, ways)
  const before = commands()
  const spent = { decided: 0, bare: 0 }
  for (const batch of batches(asked, holders)) {
    const cpu = process.cpuUsage()
    await Promise.all(batch.map(({ peer, door, text }) => takeRequest(desk, peer, door, text)))
    const { user, system } = process.cpuUsage(cpu)
    spent.decided += user + system
    spent.bare += bare.spend(batch)
    await closeAll(desk, batch)
  }
  if (commands() - before !== asked.length) {
    throw new HausrechtError('bench_refused', `${asked.length - commands() + before} good requests were not admitted`)
  }
  const each = (all: number): number => all / 1000 / asked.length
  return { decided: each(spent.decided), bare: each(spent.bare) }
}

interface Round {
  readonly one: Spent
  readonly three: Spent
  readonly undurable: Spent
}

const admissionOf = (bridge: Person, door: Person): Promise<string> => {
  const claims = { v: 1 as const, iss: bridge.key.thumbprint, aud: door.key.thumbprint as never, req: freshRequestId() }
  const prf = 'A'.repeat(43) as Hash
  return signToken(ADMISSION, { ...claims, prf, iat: toSeconds(epochMs(Date.now())) }, bridge.key)
}

const measuredOf = (rounds: readonly Round[], given: Measured['given']): Measured => {
  const decided = (name: keyof Round): number => median(rounds.map((round) => round[name].decided))
  const bare = median(rounds.map(({ one }) => one.bare))
  const ratio = (name: keyof Round): number => median(rounds.map((round) => round[name].bare / round[name].decided))
  return {
    targets: [
      atLeast('decisions to bare verify and sign, chain of 1', 0.5, ratio('one'), ''),
      atLeast('decisions to bare verify and sign, chain of 3', 0.5, ratio('three'), ''),
    ],
    figures: [
      figure('decisions a second and core, chain of 1', 1000 / decided('one'), '/s'),
      figure('decisions a second and core, chain of 3', 1000 / decided('three'), '/s'),
      figure('pairs of bare verify and sign a second and core', 1000 / bare, '/s'),
      figure('CPU of a decision, chain of 1', decided('one'), 'ms'),
      figure('CPU of a decision, chain of 3', decided('three'), 'ms'),
      figure('CPU of a bare verify and sign', bare, 'ms'),
      figure('CPU of a decision with nothing written down, chain of 1', decided('undurable'), 'ms'),
      figure('such decisions to bare verify and sign', ratio('undurable'), ''),
    ],
    given,
  }
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const { doors, holders, rounds } = SIZES[size]
  const bridge = await makePerson()
  const store = await openSqliteStore(join(folder, 'bridge.sqlite'))
  const real = await makeDesk(bridge.key, store)
  const light = await makeDesk(bridge.key, withoutRequests(store))
  try {
    say(`${doors} doors with ${holders} holders each`)
    const one = await makeWays(real.desk, doors, holders, 1)
    const three = await makeWays(real.desk, doors, holders, 3)
    const undurable = await makeWays(light.desk, doors, holders, 1)
    const bare = makeBare(bridge, await admissionOf(bridge, await makePerson()))
    const measured: Round[] = []
    for (let at = -WARM; at < rounds; at += 1) {
      const round = {
        one: await decideAll(real, bare, one, holders),
        three: await decideAll(real, bare, three, holders),
        undurable: await decideAll(light, bare, undurable, holders),
      }
      if (at >= 0) measured.push(round)
      if (at % 10 === 9) say(`round ${at + 1} of ${rounds}`)
    }
    return measuredOf(measured, {
      doors,
      'holders at each': holders,
      rounds,
      'asked at once': doors,
      signatures: 'Ed25519',
      chains: 'opened before, when their holder connected',
      uses: 'counted for each grant of a chain',
      store: 'SQLite, synced at each commit',
    })
  } finally {
    await Promise.all([real.close(), light.close()])
    await store.close()
  }
}

export const DECIDE: Bench = {
  name: 'decide',
  about: 'requests decided by one core of the bridge, against the bare cryptography of one proof and one admission',
  run,
}
