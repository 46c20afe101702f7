// Attack 6: a grant or a proof is said again, to the same bridge, across restarts of bridge and door, and by a bridge
// that has turned hostile. Spent ids are durable; challenges die with the door's program.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ADMISSION } from '#protocol/admission.ts'
import { hashText } from '#protocol/hash.ts'
import type { Request } from '#protocol/request.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { type Visitor, visit } from '#test/support/visitor.ts'
import { pause, until } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'

const test = suite('attack 6: replay')

/** What a hostile bridge does: admits it anew and hands it to the door. @returns the code of the door's refusal */
const forceUpon = async (
  house: WholeHouse,
  request: Request & { readonly id: string },
): Promise<string | undefined> => {
  const prf = await hashText(request.proof)
  const claims = {
    v: 1 as const,
    iss: house.bridge.thumbprint,
    aud: house.id,
    req: request.id as never,
    prf,
    iat: toSeconds(epochMs(Date.now())),
  }
  const admission = await signToken(ADMISSION, claims, house.bridge.key)
  return (await house.agent.door.request({ ...request }, { via: 'bridge', admission }))?.code
}

const openings = (house: WholeHouse): number => house.rig.observe().tally.boltLeftHome
const isOver = (house: WholeHouse): Promise<void> =>
  until(() => house.agent.door.open() === undefined, 'the visit is over', 8000)

/** The link may still think for a moment that nothing has happened. */
const doorIsBack = async (house: WholeHouse): Promise<void> => {
  await pause(300)
  await until(() => house.agent.link.up, 'the door is back', 15_000)
}

const says = async (visitor: Visitor, request: Request & { readonly id: string }): Promise<string | undefined> => {
  const before = visitor.heard.length
  await visitor.send(request)
  await until(() => visitor.heard.slice(before).some((one) => one.step === 'refused'), 'a refusal is heard', 5000)
  return visitor.heard.slice(before).find((one) => one.step === 'refused')?.code
}

test('one request opens once, whoever says it again and whatever was restarted', async () => {
  const house = await openWholeHouse({ hold: 500 })
  try {
    const owner = await visit(house, house.owner)
    await until(() => owner.challenge() !== '', 'a challenge is heard')
    const request = await owner.make()
    await owner.send(request)
    await owner.hears(request.id, 'opened')
    await isOver(house)
    assert.is(openings(house), 1)

    assert.is(await says(owner, request), 'replayed')
    assert.is(await forceUpon(house, request), 'replayed')

    await house.bridge.restart()
    await doorIsBack(house)
    const again = await visit(house, house.owner)
    const after = await says(again, request)
    assert.ok(after === 'replayed' || after === 'challenge_unknown', after)
    assert.is(await forceUpon(house, request), 'replayed')

    await house.restartAgent()
    await doorIsBack(house)
    assert.is(await forceUpon(house, request), 'challenge_unknown')
    assert.is(openings(house), 1)

    await until(() => again.session.connected, 'the visitor is there')
    const honest = await visit(house, house.owner)
    await until(() => honest.challenge() !== '', 'a challenge is heard')
    assert.is(await honest.knocks(), 'opened')
    assert.is(openings(house), 2)
  } finally {
    await house.close()
  }
})

test.run()
