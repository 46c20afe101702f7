// One whole visit, real at every joint, and what the courier, the journal and the bolt say of it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RECEIPT, type ReceiptClaims } from '#protocol/receipt.ts'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import { openWholeHouse } from '#test/support/whole-house.ts'

const test = suite('one visit')

test('a courier asks, the bolt moves, the door opens and closes, the bolt goes home', async () => {
  const house = await openWholeHouse()
  try {
    const courier = await makeKey('ES256')
    const now = epochMs(Date.now())
    const claims = grantClaims(house.owner.thumbprint, courier.thumbprint, house.id, { uses: 1 }, now)
    const chain = [await makeGrant(house.owner, claims)]
    const session = await house.session(courier, chain)
    let challenge = ''
    const steps: ReceiptClaims[] = []
    session.onMessage((topic, payload) => {
      if (topic.endsWith('/challenge')) challenge = (peekClaims(payload) as { chl: string }).chl
      else steps.push(RECEIPT.schema.parse(peekClaims(payload)))
    })
    const filters = [
      writeTopic('challenge', { door: house.id }),
      writeTopic('receipt', { door: house.id, request: '+' }),
    ]
    assert.equal(await session.subscribe(filters), [])
    await until(() => challenge !== '', 'a challenge is heard')
    const request = await makeRequest(courier, { door: house.id, via: house.bridge.thumbprint, challenge, chain, now })
    await session.publish(writeTopic('request', { door: house.id }), JSON.stringify(request), { qos: 1, retain: false })
    await until(() => steps.some(({ step }) => step === 'opened'), 'the bolt is out', 5000)
    house.rig.world.door.open()
    await until(() => house.rig.observe().door.open, 'the door is open')
    house.rig.world.door.close()
    await until(() => steps.some(({ step }) => step === 'closed'), 'the visit is closed', 15_000)
    assert.equal(
      steps.map(({ step, bolt }) => [step, bolt]),
      [
        ['opened', 'out'],
        ['closed', 'home'],
      ],
    )
  } finally {
    await house.close()
  }
})

test.run()
