// Attack 3 (2018, "Break & Enter"): the lock command never arrives. The visit stays open, the owner is alarmed, and
// `locked` is said by measured feedback alone.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoticeSchema } from '#protocol/notice.ts'
import { STATE, type StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { seconds } from '#protocol/units.ts'
import { visit } from '#test/support/visitor.ts'
import { until } from '#test/support/wait.ts'
import { openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'

const test = suite('attack 3: the lock command is suppressed')

interface Watching {
  readonly notices: string[]
  readonly states: StateClaims[]
}

const watch = async (house: WholeHouse): Promise<Watching> => {
  const session = await house.session(house.owner)
  const watching: Watching = { notices: [], states: [] }
  session.onMessage((topic, payload) => {
    if (topic.endsWith('/notice')) watching.notices.push(NoticeSchema.parse(JSON.parse(payload)).notice)
    else watching.states.push(STATE.schema.parse(peekClaims(payload)))
  })
  const door = house.id
  await session.subscribe([writeTopic('notice', { door }), writeTopic('state', { door })])
  return watching
}

test('nothing of the door gets out: the visit stays open and the owner hears of it', async () => {
  const house = await openWholeHouse({ hold: 700, bridge: { limits: { access: { closed: seconds(2) } } } })
  try {
    const owner = await watch(house)
    const visitor = await visit(house, house.owner)
    const id = await visitor.ask()
    await visitor.hears(id, 'opened')
    house.rig.world.door.open()
    // From here on no lock command gets in and no word gets out.
    house.cable.pull()
    await until(() => owner.notices.includes('visit_not_closed'), 'the owner is alarmed', 6000)
    assert.not(visitor.heard.some(({ step }) => step === 'closed' || step === 'locked'))
    house.rig.world.door.close()
    await until(() => house.rig.observe().bolt.place === 'home', 'the door locks by itself', 8000)
  } finally {
    await house.close()
  }
})

test('a bolt that does not come home is never called locked, and the visit is never closed', async () => {
  const house = await openWholeHouse({ hold: 700 })
  try {
    const owner = await watch(house)
    const visitor = await visit(house, house.owner)
    const id = await visitor.ask()
    await visitor.hears(id, 'opened')
    const opened = owner.states.length
    house.rig.world.fault.jam()
    const asked = await visitor.ask({ proof: { act: 'lock' } })
    await until(() => owner.states.some(({ alarms }) => alarms.includes('jammed')), 'the jam is told', 15_000)
    assert.not(visitor.heard.some(({ request, step }) => request === id && step === 'closed'))
    assert.not(visitor.heard.some(({ request, step }) => request === asked && step === 'locked'))
    assert.ok(owner.states.slice(opened).every(({ bolt }) => bolt !== 'home'))
    house.rig.world.fault.jam(false)
    const again = await visitor.ask({ proof: { act: 'lock' } })
    await visitor.hears(again, 'locked', 10_000)
    assert.is(house.rig.observe().bolt.place, 'home')
  } finally {
    await house.close()
  }
})

test.run()
