// Door, bridge and simulator are killed with -9 at random moments while couriers ask. At most one opening per use, no
// event lost, the bolt never out past its bound. A short run with every test; the long one is `npm run test:faults`.

import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Written } from '#device/journal/port.ts'
import { verifyJournal } from '#device/journal/verify.ts'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { openSession } from '#device/link/session.ts'
import { CONNECT } from '#protocol/connect.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { RECEIPT, type ReceiptClaims } from '#protocol/receipt.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'
import { pause, until } from '#test/support/wait.ts'
import { type Estate, openEstate, PARTS, pairing } from './estate.fixture.ts'

const KILLS = process.env['HAUSRECHT_LONG'] === '1' ? 210 : 9
const HOLD = 600
/** One unlock's hold, all attempts to move, and the wait for a lost link. */
const OUT_BOUND = HOLD + 8000
const GRANT_USES = 2

const test = suite(`kill -9 at random moments (${KILLS} kills)`)
const now = () => epochMs(Date.now())

/** Comes with a grant of few uses and knocks until nothing opens any more, or its time is over. */
class Courier {
  readonly receipts: ReceiptClaims[] = []
  private readonly estate: Estate
  private readonly key: SigningKey
  private readonly chain: readonly string[]

  constructor(estate: Estate, key: SigningKey, chain: readonly string[]) {
    this.estate = estate
    this.key = key
    this.chain = chain
  }

  /** One connection, one knock; anything may be dead meanwhile. */
  async knock(): Promise<void> {
    const { url, bridge, door } = this.estate
    const session = await openSession({ url, key: this.key, audience: bridge.thumbprint, chain: this.chain, now })
    try {
      let challenge: string | undefined
      session.onMessage((topic, payload) => {
        const claims = peekClaims(payload)
        if (topic.endsWith('/challenge')) challenge = (claims as { chl: string }).chl
        const receipt = RECEIPT.schema.safeParse(claims)
        if (receipt.success) this.receipts.push(receipt.data)
      })
      await session.subscribe([writeTopic('challenge', { door }), writeTopic('receipt', { door, request: '+' })])
      await until(() => challenge !== undefined, 'a challenge is heard', 1500)
      const asking = { door, via: bridge.thumbprint, challenge: challenge ?? '', chain: this.chain, now: now() }
      const request = await makeRequest(this.key, asking)
      await session.publish(writeTopic('request', { door }), JSON.stringify(request), { qos: 1, retain: false })
      await until(() => this.receipts.some(({ req }) => req === request.id), 'a receipt is heard', 2500)
    } finally {
      await session.close()
    }
  }
}

test('one opening a use, nothing lost, never open for long', async () => {
  const owner = await makeKey()
  const estate = await openEstate(HOLD, pairing(owner))
  try {
    await estate.whole()
    const couriers: Courier[] = []
    const grants: string[] = []
    let heard = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const key = await makeKey()
      const claims = grantClaims(owner.thumbprint, key.thumbprint, estate.door, { uses: GRANT_USES }, now())
      const courier = new Courier(estate, key, [await makeGrant(owner, claims)])
      grants.push(claims.jti)
      couriers.push(courier)
      const knocking = courier.knock().catch(() => undefined)
      await pause(Math.random() * 900)
      await estate.kill(PARTS[kill % PARTS.length] ?? 'agent')
      await knocking
      await courier.knock().catch(() => undefined)
      heard = couriers.reduce((all, one) => all + one.receipts.length, 0)
      const { tally } = await estate.rig()
      assert.ok(tally.longestOutMs <= OUT_BOUND, `the bolt was out for ${tally.longestOutMs} ms after kill ${kill}`)
      if (kill % 20 === 19)
        process.stdout.write(`kill ${kill + 1}: ${tally.boltLeftHome} openings, ${heard} receipts\n`)
    }
    await checkAfterwards(estate, owner, grants, couriers)
    assert.ok(heard > KILLS / 4, `couriers were served between the kills: ${heard} receipts`)
  } finally {
    await estate.close()
  }
})

const checkAfterwards = async (
  estate: Estate,
  owner: SigningKey,
  grants: readonly string[],
  couriers: readonly Courier[],
): Promise<void> => {
  await estate.whole()
  await until(async () => (await estate.rig()).bolt.place === 'home', 'the bolt is home', 15_000)
  const lines = await wholeJournal(estate, owner)
  const intents = lines.flatMap(({ what }) => (what.kind === 'intent' ? [what] : []))
  for (const grant of grants) {
    const uses = intents.filter(({ spends }) => spends.some((spent) => spent.grant === grant)).length
    assert.ok(uses <= GRANT_USES, `${uses} uses of one grant`)
  }
  const { tally } = await estate.rig()
  assert.ok(tally.boltLeftHome <= intents.length, `${tally.boltLeftHome} openings by ${intents.length} intents`)
  for (const { jn, jh } of couriers.flatMap((one) => one.receipts)) {
    assert.is(lines[jn]?.hash, jh, `entry ${jn}, which a receipt names, is in the journal`)
  }
}

/** The door's own file, sound from end to end, and the bridge's copy the same, line by line. */
const wholeJournal = async (estate: Estate, owner: SigningKey): Promise<Written[]> => {
  const { verify } = await loadDoorKey(join(estate.folder, 'device', 'door-key.json'))
  let lines: Written[] = []
  let copy: readonly string[] = []
  const isWhole = async (): Promise<boolean> => {
    lines = []
    const folder = join(estate.folder, 'device', 'journal')
    // A line that is being written while it is read is no damage: read again.
    const checked = await verifyJournal(folder, verify, { entry: (one) => lines.push(one) })
    copy = await copyAt(estate, owner)
    return checked.ok && copy.length === lines.length
  }
  await until(isWhole, 'the bridge has the whole journal', 60_000)
  assert.equal(
    copy,
    lines.map(({ line }) => line),
    'the copy is the journal',
  )
  return lines
}

/** All the bridge has, page by page, each asked for with a fresh token of the owner. */
const copyAt = async (estate: Estate, owner: SigningKey): Promise<readonly string[]> => {
  const lines: string[] = []
  for (;;) {
    const url = `http://127.0.0.1:${estate.http}/api/doors/${estate.door}/journal?from=${lines.length}`
    const iat = toSeconds(now())
    const said = { v: 1 as const, iss: owner.thumbprint, aud: estate.bridge.thumbprint, jti: freshId(), iat }
    const token = await signToken(CONNECT, { ...said, cid: owner.thumbprint, chain: [] }, owner)
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) })
    const page = ((await answer.json()) as { lines?: string[] }).lines ?? []
    if (page.length === 0) return lines
    lines.push(...page)
  }
}

test.run()
