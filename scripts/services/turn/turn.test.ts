// The credentials that the bridge lends, against coturn as Debian ships it.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openRelays } from '#bridge/relay/open.ts'
import { createRelays, type Relays } from '#bridge/relay/relay.ts'
import { epochMs, millis, minutes, seconds, type Thumbprint } from '#protocol/units.ts'
import { pause, until } from '#test/support/wait.ts'
import { type Credentials, openTurn, type TurnClient } from './client.fixture.ts'
import { hasTurn, startTurn, type Turn } from './turn.ts'

const test = suite<{ turn: Turn; relays: Relays; clients: TurnClient[] }>('relay')
// Needs Debian's package coturn.
const whenThere = hasTurn() ? test : test.skip

const run = promisify(execFile)
const viewer = 'V'.repeat(43) as Thumbprint
const door = 'D'.repeat(43) as Thumbprint
const ip = '127.0.0.1'
const now = () => epochMs(Date.now())

test.before(async (context) => {
  if (!hasTurn()) return
  context.turn = await startTurn('loopback')
  const { urls, secretFile } = context.turn
  const relays = openRelays({ urls, secret: secretFile, minutes: 10 })
  if (!relays) throw new Error('a relay is named')
  context.relays = relays
})
test.before.each((context) => {
  context.clients = []
})
test.after.each(({ clients }) => {
  for (const client of clients) client.close()
})
test.after(async ({ turn }) => {
  // Not there when coturn is not.
  await (turn as Turn | undefined)?.end()
})

interface Context {
  readonly turn: Turn
  readonly clients: TurnClient[]
}
const open = ({ turn, clients }: Context, credentials: Credentials): TurnClient => {
  const client = openTurn({ ip, port: turn.port }, credentials)
  clients.push(client)
  return client
}

whenThere(
  'carries between a viewer and a door that each have credentials of their own (needs coturn)',
  async (context) => {
    const [one, other] = [viewer, door].map((key) => open(context, context.relays.lend(key, now())))
    assert.ok(one && other)
    assert.equal([await one.allocate(), await other.allocate()], [0, 0])
    assert.equal([await one.permit(ip), await other.permit(ip)], [0, 0])
    one.send(other.relayed(), 'a picture')
    await until(() => other.heard.length > 0, 'what was sent')
    assert.equal(other.heard, ['a picture'])
  },
)

whenThere(
  'turns away what was forged, what has expired, and who has nothing (attack 33; needs coturn)',
  async (context) => {
    const { relays, turn } = context
    const good = relays.lend(viewer, now())
    const wrong = createRelays(turn.urls, 'another secret', minutes(10)).lend(viewer, now())
    const past = relays.lend(viewer, epochMs(Date.now() - minutes(11)))
    const longer = { ...good, username: good.username.replace(/^\d+/, (expiry) => String(Number(expiry) + 3600)) }
    const another = { ...good, username: good.username.replace(/:.*/, `:${door.slice(0, 12)}`) }
    const nobody = { username: '', credential: '' }
    for (const [name, credentials] of Object.entries({ wrong, past, longer, another, nobody })) {
      const code = await open(context, credentials).allocate()
      assert.ok(code === 401 || code === 441, `${name}: ${code}`)
    }
    assert.is(await open(context, good).allocate(), 0)
  },
)

whenThere('keeps a place that was begun in time, and gives no new one after (needs coturn)', async (context) => {
  const secret = readFileSync(context.turn.secretFile, 'utf8').trim()
  const short = createRelays(context.turn.urls, secret, seconds(2)).lend('S'.repeat(43) as Thumbprint, now())
  const client = open(context, short)
  assert.is(await client.allocate(), 0)
  await pause(Math.max(0, short.until - Date.now()) + 1100)
  assert.is(await client.refresh(), 0, 'whoever watches goes on')
  assert.is(await open(context, short).allocate(), 401)
})

whenThere('gives one key only so many places (needs coturn)', async (context) => {
  const { relays } = context
  const key = 'Q'.repeat(43) as Thumbprint
  const codes: number[] = []
  // Other times, other user names: it is the key that is counted.
  for (let n = 0; n < 10; n++)
    codes.push(await open(context, relays.lend(key, epochMs(Date.now() + n * 1000))).allocate())
  assert.equal(codes.slice(0, 8), Array(8).fill(0))
  assert.equal(codes.slice(8), [486, 486])
})

whenThere(
  'as it stands on the net reaches nothing of the house behind it (attack 33; needs coturn)',
  async ({ clients }) => {
    const turn = await startTurn('public')
    try {
      const relays = openRelays({ urls: turn.urls, secret: turn.secretFile, minutes: 1 })
      const client = open({ turn, clients }, relays?.lend(viewer, now()) ?? { username: '', credential: '' })
      assert.is(await client.allocate(), 0)
      for (const inside of ['127.0.0.1', '192.168.178.1', '10.0.0.1', '172.16.0.1', '169.254.169.254', '224.0.0.1'])
        assert.is(await client.permit(inside), 403, inside)
      assert.is(await client.permit('198.51.100.7'), 0)
    } finally {
      await turn.end()
    }
  },
)

whenThere('carries a whole WebRTC session, and neither side says where it is (needs coturn)', async ({ relays }) => {
  const lent = [viewer, door].map((key) => {
    const { urls, username, credential } = relays.lend(key, now())
    return { urls, username, credential }
  })
  const program = fileURLToPath(new URL('./peers.fixture.ts', import.meta.url))
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program, JSON.stringify(lent)], {
    timeout: 20_000,
  })
  const { came, descriptions } = JSON.parse(stdout) as { came: string; descriptions: readonly string[] }
  assert.is(came, 'a picture')
  const own = Object.values(networkInterfaces()).flatMap((found) => (found ?? []).filter(({ internal }) => !internal))
  for (const description of descriptions) {
    const candidates = description.split('\r\n').filter((line) => line.startsWith('a=candidate'))
    assert.ok(
      candidates.length > 0 && candidates.every((line) => / typ relay raddr 0\.0\.0\.0 /.test(line)),
      description,
    )
    for (const { address } of own) assert.not.ok(description.includes(address), `tells ${address}`)
  }
})

test('names a user by its end and a little of its key, and lends for so many minutes', () => {
  const lent = createRelays(['turn:relay.example.org:3478'], 'secret', minutes(10)).lend(viewer, epochMs(1_000_500))
  assert.equal(lent, {
    v: 1,
    urls: ['turn:relay.example.org:3478'],
    username: '1600:VVVVVVVVVVVV',
    // echo -n 1600:VVVVVVVVVVVV | openssl dgst -sha1 -hmac secret -binary | base64
    credential: 'QPMsXHipkz9HeKBbNej31KMk99o=',
    until: millis(1_600_000) as never,
  })
})

test.run()
