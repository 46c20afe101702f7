// Attack 23 by amplification: where doors are paired, strangers may speak and listen. One who listens on many
// connections and speaks on another would make the bridge send each message many times over.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeTopic } from '#protocol/topics.ts'
import { openHouse } from '#test/support/house.ts'
import { makeKey } from '#test/support/people.ts'

const test = suite('attack 23: a loudspeaker')

test('a stranger’s pairing talk is bounded, and ends the connection', async () => {
  const house = await openHouse()
  try {
    const topic = writeTopic('pairingOffer', { rendezvous: 'R'.repeat(43) })
    const message = JSON.stringify({ v: 1, token: 'x'.repeat(4000), mac: 'M'.repeat(43) })
    const listener = await house.connect(await makeKey())
    await listener.subscribe(topic)
    let said = 0
    // A new key each time is nothing to a stranger.
    for (let key = 0; key < 4; key += 1) {
      const speaker = await house.connect(await makeKey())
      while (said < 400 && speaker.isConnected()) {
        const gone = await speaker.publish(topic, message).then(
          () => false,
          () => true,
        )
        if (gone) break
        said += 1
      }
    }
    assert.ok(said >= 50 && said <= 130, `${said} messages`)
    assert.ok(listener.heard.length <= said)
    const courier = await house.courier()
    assert.is((await courier.ask()).step, 'opened', 'nobody else is held up')
  } finally {
    await house.close()
  }
})

test.run()
