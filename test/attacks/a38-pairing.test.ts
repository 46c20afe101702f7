// Attack 38 (first set-up: default secret, open pairing window, guessed pairing code): pairing needs a hand on the
// rig, one code that only somebody there can read, and is over after five tries or five minutes.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLocalAnswers } from '#device/local/answers.ts'
import { createLocalServer } from '#device/local/server.ts'
import { createPairing, type PairingParts } from '#device/pairing/pairing.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { ENTRY } from '#protocol/entry.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { PAIRING_WINDOW } from '#protocol/limits.ts'
import { freshPairingCode, PAIR_OFFER, rendezvousOf, sealPairing } from '#protocol/pairing.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, type Millis, millis } from '#protocol/units.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { pair } from '#scripts/cli/pairing/pair.ts'
import { startBridge } from '../support/bridge.ts'
import { makeKey } from '../support/people.ts'
import { pause, until } from '../support/wait.ts'
import { openWholeHouse, type WholeHouse } from '../support/whole-house.ts'

const test = suite<{ house: WholeHouse }>('attack 38: pairing')

test.before(async (context) => {
  context.house = await openWholeHouse({ hold: 500 })
})
test.after(({ house }) => house.close())

const log = pino({ level: 'silent' })
const now = () => epochMs(Date.now())
const SOON = 1500 as Millis

const bridgeOf = ({ bridge }: WholeHouse) => ({ mqtt: bridge.url, key: bridge.key.jwk })
const pairAs = (house: WholeHouse, owner: SigningKey, code: string, limit = SOON) =>
  pair({ code, bridge: bridgeOf(house), owner, now, limit })

/** How often the door has been somebody's, by its own journal. */
const pairedTimes = async ({ folder }: WholeHouse): Promise<number> => {
  const lines = (await readFile(join(folder, 'journal', 'journal-000000.jsonl'), 'utf8')).trimEnd().split('\n')
  return lines.filter((line) => ENTRY.schema.parse(peekClaims(line)).what.kind === 'paired').length
}

const press = async (house: WholeHouse): Promise<string> => {
  await until(() => house.rig.observe().pressed.length === 0, 'the button is let go')
  await pause(100)
  const before = house.agent.pairing.code
  house.rig.world.press('pairing', 400)
  await until(
    () => house.agent.pairing.code !== undefined && house.agent.pairing.code !== before,
    'a new code is shown',
  )
  return house.agent.pairing.code ?? ''
}

/** Somebody who saw the meeting place go by at the bridge, but never the code. */
const offerAt = async (house: WholeHouse, code: string, guess: string, key: SigningKey): Promise<void> => {
  const session = await house.session(key)
  const claims = { v: 1 as const, iss: key.thumbprint, bridge: house.bridge.key.jwk, at: now() }
  const offer = await sealPairing(guess, 'offer', await signToken(PAIR_OFFER, claims, key))
  const topic = writeTopic('pairingOffer', { rendezvous: await rendezvousOf(code) })
  await session.publish(topic, JSON.stringify(offer), { qos: 1, retain: false })
  await session.close()
}

test('without a hand on the rig there is no code, and no guess is even heard', async ({ house }) => {
  await until(() => house.agent.pairing.code === undefined, 'the first pairing is over', 1000)
  const thief = await makeKey()
  for (const code of ['0000-0000-0000-0000', freshPairingCode()]) {
    assert.equal(await pairAs(house, thief, code, 300 as Millis), { ok: false, code: 'pairing_closed' })
  }
  assert.equal(await pairAs(house, thief, '1234'), { ok: false, code: 'pairing_code_wrong' })
  assert.is(await pairedTimes(house), 1)
})

test('the code is told where only the rig’s own user is, and never over the network', async ({ house }) => {
  const code = await press(house)
  const socket = await openLocalLine(`${house.folder}/door.sock`)
  assert.equal(await socket.ask({ do: 'code' }), { code })
  socket.close()
  const answer = createLocalAnswers({ ...house.agent, key: await makeKey() })
  const server = await createLocalServer({ log, answer }, { host: '127.0.0.1', port: 0 })
  const network = await openLocalLine(`127.0.0.1:${server.port}`)
  assert.equal(await network.ask({ do: 'code' }), { error: 'not_allowed' })
  network.close()
  await server.close()
  await house.agent.pairing.close()
})

test('five wrong seals at the right meeting place end the window, and the right code with it', async ({ house }) => {
  const code = await press(house)
  const thief = await makeKey()
  for (let tries = 0; tries < 5; tries++) await offerAt(house, code, freshPairingCode(), thief)
  await until(() => house.agent.pairing.code === undefined, 'the window is closed')
  assert.equal(await pairAs(house, thief, code), { ok: false, code: 'pairing_closed' })
  assert.is(await pairedTimes(house), 1)
})

test('a code is good once: who reads it afterwards is too late', async ({ house }) => {
  const code = await press(house)
  const next = await makeKey()
  const door = await pairAs(house, next, code, 8000 as Millis)
  assert.is('thumbprint' in door && door.thumbprint, house.id, 'the honest case: the button, the code, a new owner')
  await until(() => house.agent.pairing.code === undefined, 'the code is gone', 1000)
  assert.equal(await pairAs(house, await makeKey(), code), { ok: false, code: 'pairing_closed' })
  assert.is(await pairedTimes(house), 2)
})

/** Time by hand; only what waits for it is called. */
const handClock = (): Clock & { pass(ms: number): void } => {
  let at = 0
  const waiting = new Set<{ readonly due: number; readonly call: () => void }>()
  const after = (span: Millis, call: () => void): Cancel => {
    const one = { due: at + span, call }
    waiting.add(one)
    return () => waiting.delete(one)
  }
  return {
    now,
    monotonic: () => millis(at),
    after,
    every: () => () => undefined,
    pass: (ms) => {
      at += ms
      for (const one of [...waiting]) {
        if (one.due > at) continue
        waiting.delete(one)
        one.call()
      }
    },
  }
}

test('an open window closes by itself after five minutes', async () => {
  const bridge = await startBridge()
  const steps: string[] = []
  const clock = handClock()
  const parts: PairingParts = {
    key: await makeKey(),
    clock,
    log,
    url: bridge.url,
    now,
    accept: async () => undefined,
    step: (step) => steps.push(step),
    show: () => undefined,
  }
  const pairing = createPairing(parts)
  try {
    await pairing.open()
    clock.pass(PAIRING_WINDOW - 1)
    await pause(20)
    assert.match(String(pairing.code), /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
    clock.pass(1)
    await until(() => pairing.code === undefined, 'the window is closed')
    assert.equal(steps, ['opened', 'closed'])
  } finally {
    await pairing.close()
    await bridge.close()
  }
})

test.run()
