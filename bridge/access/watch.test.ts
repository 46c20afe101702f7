import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Notice } from '#protocol/notice.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import type { Client } from '#test/support/client.ts'
import { startDoor } from '#test/support/door-client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { makeRequest } from '#test/support/people.ts'
import { type ShiftedClock, shiftedClock } from '#test/support/shifted-clock.ts'

const test = suite('watch')

const listen = async (house: House, suffix: string): Promise<Client> => {
  const client = await house.connect(house.owner, { suffix })
  await client.subscribe(writeTopic('notice', { door: house.door.id }))
  return client
}
const noticeTo = async (client: Client): Promise<Notice> =>
  JSON.parse((await client.next((heard) => heard.topic.endsWith('/notice'))).payload) as Notice

const play = async (
  manner: 'obey' | 'open' | 'ignore',
  run: (house: House, clock: ShiftedClock, request: string, owner: Client) => Promise<void>,
): Promise<void> => {
  const clock = shiftedClock()
  const house = await openHouse({ bridge: { clock }, door: { manner } })
  try {
    const owner = await listen(house, 'owner')
    const { bridge, door } = house
    const courier = await house.courier()
    const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
    const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
    await courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    await door.command()
    if (manner === 'open') await courier.client.next(({ topic }) => topic.endsWith(request.id))
    await run(house, clock, request.id, owner)
  } finally {
    await house.close()
  }
}

test('tells the owner of a command that no door answers', () =>
  play('ignore', async (_house, clock, request, owner) => {
    clock.pass(10_000)
    const { notice, detail } = await noticeTo(owner)
    assert.equal({ notice, detail }, { notice: 'command_unanswered', detail: request })
  }))

test('tells the owner of a visit that does not end', () =>
  play('open', async (_house, clock, request, owner) => {
    clock.pass(180_000)
    const { notice, detail } = await noticeTo(owner)
    assert.equal({ notice, detail }, { notice: 'visit_not_closed', detail: request })
  }))

test('tells the owner of a door that goes away in a visit', () =>
  play('open', async ({ door }, _clock, request, owner) => {
    await door.end()
    const { notice, detail } = await noticeTo(owner)
    assert.equal({ notice, detail }, { notice: 'door_offline_in_visit', detail: request })
  }))

test('watches on over a restart', () =>
  play('open', async (house, clock, request) => {
    await house.bridge.restart()
    const owner = await listen(house, 'again')
    const back = await startDoor({ ...house.bridge.at, owner: house.owner, goesOn: house.door })
    clock.pass(180_000)
    const { notice, detail } = await noticeTo(owner)
    assert.equal({ notice, detail }, { notice: 'visit_not_closed', detail: request })
    await back.end()
  }))

test('is quiet about a visit that ends', () =>
  play('obey', async (house, clock, _request, owner) => {
    const courier = await house.courier()
    const { id } = await courier.ask()
    await courier.client.next(({ topic }) => topic.endsWith(id))
    clock.pass(1_000_000)
    await new Promise((resolve) => setTimeout(resolve, 1200))
    assert.equal(owner.heard, [])
  }))

test.run()
