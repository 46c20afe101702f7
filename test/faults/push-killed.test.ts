// The bridge is killed between an alarm and the push service that would not take it: whoever is to hear of it does so
// once the bridge is up again, although the door has told it and tells it no more.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PushService, startService, subscribeAt } from '#bridge/push/service.fixture.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { PushTarget } from '#protocol/push.ts'
import { SESSION } from '#protocol/session.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, toSeconds } from '#protocol/units.ts'
import { makeKey } from '#test/support/people.ts'
import { until, within } from '#test/support/wait.ts'
import { type Estate, openEstate, pairing } from './estate.fixture.ts'

const LIMIT = 20_000

const test = suite('faults: the bridge killed with messages waiting')

/** As the owner's page does it, over HTTP. */
const subscribe = async ({ http, bridge }: Estate, owner: SigningKey, target: PushTarget): Promise<void> => {
  const origin = `http://127.0.0.1:${http}`
  const ask = async (method: string, path: string, body: object, cookie = ''): Promise<Response> => {
    const headers = { origin, 'content-type': 'application/json', ...(cookie && { cookie }) }
    const asked = fetch(origin + path, { method, headers, body: JSON.stringify(body) })
    const answer = await within(asked, path, LIMIT)
    assert.ok(answer.ok, `${path} ${answer.status}`)
    return answer
  }
  const { nonce } = (await (await ask('POST', '/api/session/challenge', {})).json()) as { nonce: string }
  const who = { v: 1 as const, iss: owner.thumbprint, aud: bridge.thumbprint, jti: nonce, origin }
  const token = await signToken(SESSION, { ...who, iat: toSeconds(epochMs(Date.now())) }, owner)
  const entered = await ask('POST', '/api/session', { token })
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  await ask('PUT', '/api/push', { target, wishes: { kinds: [] } }, cookie)
}

const forced = async (estate: Estate): Promise<void> => {
  const control = await estate.control()
  try {
    await control.do({ do: 'key.turn', to: 'out' })
  } finally {
    control.close()
  }
}

const heardSoon = (service: PushService, most: number, what: string): Promise<void> =>
  until(() => service.received.length >= most, what, LIMIT)

test('an alarm that no service took before the kill is told after it', async () => {
  const [owner, service] = [await makeKey(), await startService()]
  const browser = subscribeAt(service)
  const settings = ['[push]', `services = ["${service.origin}"]`]
  const estate = await openEstate(600, pairing(owner), settings)
  try {
    await estate.whole()
    await subscribe(estate, owner, browser.target)
    service.answer({ status: 503 })
    await forced(estate)
    await heardSoon(service, 1, 'the alarm is tried')
    const first = browser.open(service.received[0]?.body ?? Buffer.alloc(0))
    assert.equal([first.kind, first.alarm], ['alarm', 'forced_entry'])
    await estate.kill('bridge')
    // Only now: the one that was killed got nothing through.
    service.answer({ status: 201 })
    const tried = service.received.length
    await heardSoon(service, tried + 1, 'it is told after the kill')
    const same = service.received.slice(tried).map(({ body }) => browser.open(body))
    assert.equal(
      same.filter(({ alarm }) => alarm === first.alarm),
      [first],
    )
  } finally {
    await estate.close()
    await service.close()
  }
})

test.run()
