// What a bridge logs while people come, go and try: at its most talkative, and still nothing that opens a door.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshId } from '#protocol/ids.ts'
import { writeTopic } from '#protocol/topics.ts'
import { openHouse } from '#test/support/house.ts'
import { makeKey } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import { createLog } from './log.ts'

const test = suite('what a bridge logs')

test('is without tokens through visits, refusals and attacks', async () => {
  const lines: string[] = []
  const said: string[] = []
  const log = createLog('trace', { write: (line) => lines.push(line) })
  const house = await openHouse({ bridge: { log } })
  try {
    const courier = await house.courier({ uses: 1 })
    assert.is((await courier.ask()).step, 'opened')
    assert.is((await courier.ask({ proof: { jti: freshId() as never } })).code, 'used_up')
    said.push(...courier.chain)
    const thief = await makeKey()
    await house.connect(thief, { chain: courier.chain }).catch(() => undefined)
    await house.connect(thief, { claims: { iss: courier.key.thumbprint } }).catch(() => undefined)
    const stranger = await house.connect(thief)
    await stranger.publish(writeTopic('request', { door: house.door.id }), courier.chain.join()).catch(() => undefined)
    await house.door.say('journal', `${house.door.lines()[0]}x`).catch(() => undefined)
    said.push(...house.door.lines())
    await until(() => lines.length > 2, 'something is logged')
  } finally {
    await house.close()
  }
  const text = lines.join('')
  assert.match(text, /message refused|connection refused/)
  assert.not.match(text, /eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  for (const token of said) for (const part of token.split('.').slice(1)) assert.not.ok(text.includes(part), text)
})

test.run()
