// Attack 35: leaks in the door's log. Everything that a person should never read there is put through a running door
// at its most talkative level, honest and hostile; then every line is searched for it.

import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPin } from '#device/pin/scrypt.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { ORDER } from '#protocol/order.ts'
import { LOCAL } from '#protocol/proof.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { forceUpon, freshChallenge } from '../support/hostile-bridge.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '../support/people.ts'
import { visit } from '../support/visitor.ts'
import { until } from '../support/wait.ts'
import { openWholeHouse } from '../support/whole-house.ts'

const test = suite('attack 35: the door’s log')
const PIN = '739184'

test('tells that things happened, and no token, code, PIN or hash', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const house = await openWholeHouse({ hold: 300, log })
  const secrets: string[] = []
  try {
    const { agent, owner, id: door } = house
    const now = epochMs(Date.now())
    const courier = await makeKey('ES256')
    const chain = [await makeGrant(owner, grantClaims(owner.thumbprint, courier.thumbprint, door, {}, now))]
    const visitor = await visit(house, courier, chain)
    assert.is(await visitor.knocks(), 'opened')
    await until(() => agent.door.open() === undefined, 'the visit is over', 8000)

    const late = await makeRequest(courier, {
      door,
      via: house.bridge.thumbprint,
      challenge: 'A'.repeat(22),
      chain,
      now,
    })
    assert.is(await forceUpon(house, late), 'challenge_unknown')
    assert.is(await forceUpon(house, { ...late, chain: [`${chain[0]}x`] }), 'token_malformed')
    secrets.push(...chain, late.proof)

    const line = await openLocalLine(join(house.folder, 'door.sock'))
    const thief = await makeRequest(await makeKey(), { door, via: LOCAL, challenge: await freshChallenge(house), now })
    await line.ask({ do: 'request', request: thief })
    secrets.push(thief.proof)
    const secret = await hashPin(PIN)
    const what = { kind: 'pin', slot: 3, ...secret } as const
    const claims = { v: 1 as const, jti: freshRequestId(), iss: owner.thumbprint, aud: door, iat: toSeconds(now), what }
    const order = await signToken(ORDER, { ...claims, chl: await freshChallenge(house) }, owner)
    assert.equal(await line.ask({ do: 'order', token: order }), { ok: true })
    line.close()
    secrets.push(order, secret.salt, secret.hash, PIN)
    house.rig.world.type(`3${PIN}#`)
    await until(() => house.rig.observe().tally.boltLeftHome === 2, 'the PIN opens', 10_000)

    await agent.pairing.open()
    secrets.push(agent.pairing.code ?? '')
    await agent.pairing.close()
    await house.restartAgent()
  } finally {
    await house.close()
  }
  const text = lines.join('')
  assert.match(text, /a request was refused/, 'the honest case: it does tell')
  assert.match(text, /connected to the bridge/)
  for (const secret of secrets) {
    assert.ok(secret.length >= 6)
    for (const part of secret.split('.')) assert.not.ok(text.includes(part), `the log tells ${part.slice(0, 12)}…`)
  }
  assert.not.match(text, /eyJ[\w-]{20}/, 'no token of any kind')
})

test.run()
