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
import { atLeast, type Bench, type Figure, figure, type Measured, type Setting } from '../bench.ts'
import { makePerson, type Person } from '../people.ts'
import { median } from '../spread.ts'
import { type Asked, askAll, closeAll, makeWays, type Way } from './asked.ts'
import { barePair } from './bare.ts'
import { type Counted, makeDesk } from './desk.ts'
import { withoutRequests } from './memory.ts'

const SIZES = {
  full: { doors: 64, holders: 4, rounds: 12, pairs: 4000 },
  tiny: { doors: 4, holders: 1, rounds: 3, pairs: 50 },
} as const

/** One request for each door at a time, so that none waits for another's turn. */
const batches = (asked: readonly Asked[], holders: number): Asked[][] =>
  Array.from({ length: holders }, (_, of) => asked.filter((_one, at) => at % holders === of))

/** @returns milliseconds of CPU for each decision @throws HausrechtError `bench_refused` when one was not admitted */
const decideAll = async ({ desk, commands }: Counted, ways: readonly Way[], holders: number): Promise<number> => {
  const asked = await askAll(desk, ways)
  const before = commands()
  let spent = 0
  for (const batch of batches(asked, holders)) {
    const cpu = process.cpuUsage()
    await Promise.all(batch.map(({ peer, door, text }) => takeRequest(desk, peer, door, text)))
    const { user, system } = process.cpuUsage(cpu)
    spent += user + system
    await closeAll(desk, batch)
  }
  if (commands() - before !== asked.length) {
    throw new HausrechtError('bench_refused', `${asked.length - commands() + before} good requests were not admitted`)
  }
  return spent / 1000 / asked.length
}

interface Round {
  readonly bare: number
  readonly one: number
  readonly three: number
  readonly undurable: number
}

const admissionOf = (bridge: Person, door: Person): Promise<string> => {
  const claims = { v: 1 as const, iss: bridge.key.thumbprint, aud: door.key.thumbprint as never, req: freshRequestId() }
  const prf = 'A'.repeat(43) as Hash
  return signToken(ADMISSION, { ...claims, prf, iat: toSeconds(epochMs(Date.now())) }, bridge.key)
}

const proofOf = ({ text }: Asked): string => (JSON.parse(text) as { proof: string }).proof

const figuresOf = (rounds: readonly Round[]): Figure[] => {
  const of = (name: keyof Round): number => median(rounds.map((round) => round[name]))
  return [
    figure('decisions a second and core, chain of 1', 1000 / of('one'), '/s'),
    figure('decisions a second and core, chain of 3', 1000 / of('three'), '/s'),
    figure('pairs of bare verify and sign a second and core', 1000 / of('bare'), '/s'),
    figure('CPU of a decision, chain of 1', of('one'), 'ms'),
    figure('CPU of a decision, chain of 3', of('three'), 'ms'),
    figure('CPU of a decision with nothing written down, chain of 1', of('undurable'), 'ms'),
    figure('CPU of a bare verify and sign', of('bare'), 'ms'),
  ]
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const { doors, holders, rounds, pairs } = SIZES[size]
  const bridge = await makePerson()
  const store = await openSqliteStore(join(folder, 'bridge.sqlite'))
  const real = await makeDesk(bridge.key, store)
  const light = await makeDesk(bridge.key, withoutRequests(store))
  try {
    say(`${doors} doors with ${holders} holders each`)
    const one = await makeWays(real.desk, doors, holders, 1)
    const three = await makeWays(real.desk, doors, holders, 3)
    const undurable = await makeWays(light.desk, doors, holders, 1)
    const [first] = one
    if (!first) throw new HausrechtError('bench_broken', 'No holder has a chain that opens')
    const proof = proofOf((await askAll(real.desk, [first]))[0] as Asked)
    const admission = await admissionOf(bridge, first.holder)
    const round = async (): Promise<Round> => ({
      bare: barePair(first.holder, bridge, proof, admission, pairs),
      one: await decideAll(real, one, holders),
      three: await decideAll(real, three, holders),
      undurable: await decideAll(light, undurable, holders),
    })
    // Not counted: the compiler is still at work.
    for (let warm = 0; warm < 2; warm += 1) await round()
    const measured: Round[] = []
    for (let at = 0; at < rounds; at += 1) {
      measured.push(await round())
      if (at % 4 === 3) say(`round ${at + 1} of ${rounds}`)
    }
    const ratio = (name: 'one' | 'three'): number => median(measured.map((each) => each.bare / each[name]))
    return {
      targets: [
        atLeast('decisions to bare verify and sign, chain of 1', 0.5, ratio('one'), ''),
        atLeast('decisions to bare verify and sign, chain of 3', 0.5, ratio('three'), ''),
      ],
      figures: figuresOf(measured),
      given: {
        doors,
        'holders at each': holders,
        rounds,
        'asked at once': doors,
        signatures: 'Ed25519',
        chains: 'opened before, when their holder connected',
        uses: 'counted for each grant',
        store: 'SQLite, synced at each commit',
      },
    }
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
