// Attack 35: leaks around the camera. A whole visit with a film, an alarm, an upload that fails, a PIN, and a camera
// that crashes, through every program at its most talkative. Then all that was written or said is searched: logs of
// device, camera, bridge and clip service, metrics, MQTT payloads, spool and store. No PIN, token, key, identity, name or
// picture is in any of it, but for what belongs there; and the search finds each of them where it is planted.
// Source: OWASP ASVS 4.0, V7.1 (log content) and V8.3 (sensitive private data).

import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { fetchClip } from '#scripts/cli/clips/fetched.ts'
import { doorClips } from '#scripts/cli/clips/place.ts'
import { mustType, type } from '#scripts/start/typed.ts'
import { type Client, connectAs } from '#test/support/client.ts'
import { lootOf, plainIn } from '#test/support/loot.ts'
import { makeKey } from '#test/support/people.ts'
import { openTalkingHouse, type TalkingHouse } from '#test/support/talking-house.ts'
import { pause, until } from '#test/support/wait.ts'

const attack = suite('attack 35: leaks around the camera')
const PIN = '739184'
const NAME = 'parcel-for-frau-berger'
const PATIENCE = 25_000

let all: TalkingHouse
let spy: Client
let rig: ControlClient
/** What nobody may read, by what it is. */
const secrets: Record<string, string> = { 'the PIN': PIN, 'a name': NAME }

const seedOf = async (path: string): Promise<string> => (JSON.parse(await readFile(path, 'utf8')) as { d: string }).d

/** What of it all is in this text. */
const leaksIn = (text: string): readonly string[] => {
  const lower = text.toLowerCase()
  const named = Object.keys(secrets).filter((what) => lower.includes((secrets[what] ?? '').toLowerCase()))
  // A JPEG, and the first and later pieces of an MP4 file, as base64 writes them.
  const spelled = /\/9j\/[\w+/]{8}|AAAA[\w+/]{2}Z0eXBpc2|[\w+/]{4}bW9vZg[\w+/]{6}/.test(text)
    ? ['a picture as base64']
    : []
  return [...named, ...plainIn(text), ...spelled]
}
const TOKEN = /eyJ[\w-]{20}/

/** A token's claims, as whoever hears it can read them. */
const spelledOut = (payload: string): string =>
  payload
    .split(/\s+/)
    .map((word) => JSON.stringify(peekClaims(word) ?? word))
    .join('\n')

/** With a file where this folder should be. */
const without = async (folder: string, meanwhile: () => Promise<void>): Promise<void> => {
  await rename(folder, `${folder}.aside`)
  await writeFile(folder, 'no folder')
  try {
    await meanwhile()
  } finally {
    await rm(folder)
    await rename(`${folder}.aside`, folder)
  }
}

/** In how many journal entries that the spy heard. */
const timesHeard = (word: string): number =>
  spy.heard
    .filter(({ topic }) => topic.endsWith('/journal'))
    .flatMap(({ payload }) => spelledOut(payload).split('\n'))
    .filter((line) => line.includes(word)).length

const cameraOf = (agent: number): number => {
  for (const name of readdirSync('/proc').filter((word) => /^\d+$/.test(word))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0])
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      if (parent === agent && command.includes('device/camera/main.ts')) return Number(name)
    } catch {
      // Ended meanwhile.
    }
  }
  return 0
}

const freshCamera = (other: number): Promise<void> =>
  until(() => ![0, other].includes(cameraOf(all.agent.pid)), 'a camera is started', PATIENCE)

/** Comes, is filmed, leaves; rings again where a busy machine was not quick enough. */
const visits = async (grant: string): Promise<void> => {
  const { path } = all.people.home
  for (let rings = 1; ; rings += 1) {
    const { exit, said } = await type(path, ['unlock', '--grant', grant])
    if (exit === 0) return
    if (rings === 6) throw new Error(JSON.stringify(said))
    await pause(1000)
  }
}

attack.before(async () => {
  all = await openTalkingHouse()
  const { home, place, door } = all.people
  const { layout, ports } = all.house
  const bridge = place.bridgeKey.thumbprint
  spy = await connectAs(place.key, { url: `mqtt://127.0.0.1:${ports.mqtt}`, bridge, suffix: 'spy' })
  const topics = (['state', 'challenge', 'journal', 'notice', 'presence'] as const).map((name) =>
    writeTopic(name, { door: door.id }),
  )
  await spy.subscribe(...topics, writeTopic('receipt', { door: door.id, request: '+' }))
  rig = await ControlClient.connect(all.house.control)

  const grant = join(home.path, 'grant.json')
  const give = ['grant', 'give', '--to', 'courier', '--rec', '--until', '+1h', '--name', NAME, '--out', grant]
  await mustType(home.path, give)
  await writeFile(join(home.path, 'pin'), PIN, { mode: 0o600 })
  await mustType(home.path, ['pin', 'set', '--slot', '3', '--pin-file', join(home.path, 'pin')])
  secrets['the grant'] = readFileSync(grant, 'utf8').match(/eyJ[\w-]+\.[\w-]+\.([\w-]+)/)?.[1] ?? ''
  secrets['the owner’s key'] = await seedOf(join(home.path, 'keys', 'owner.jwk'))
  secrets['the courier’s key'] = await seedOf(join(home.path, 'keys', 'courier.jwk'))
  secrets['the door’s key'] = await seedOf(join(layout.device.data, 'door-key.json'))
  secrets['the bridge’s key'] = await seedOf(join(layout.bridge.data, 'bridge-key.json'))
  secrets['the service’s key'] = await seedOf(layout.cloud.key)

  all.gate.turn('refuse')
  await visits(grant)
  await until(() => timesHeard('"closed"') > 0, 'the visit is over', PATIENCE)
  await rig.do({ do: 'type', keys: `3${PIN}#` })
  await until(() => timesHeard('"closed"') > 1, 'the PIN opened, and that is over', PATIENCE)
  await rig.do({ do: 'key.turn', to: 'out' })
  await until(() => timesHeard('"forced_entry"') > 0, 'the alarm is told', PATIENCE)
  await rig.do({ do: 'key.turn', to: 'home' })
  await rig.do({ do: 'key.turn', to: 'release' })

  // Somebody else with the courier's token, and a store that fails: bridge and clip service have something to tell.
  const chain = (JSON.parse(readFileSync(grant, 'utf8')) as { chain: string[] }).chain
  const at = { url: `mqtt://127.0.0.1:${ports.mqtt}`, bridge, chain }
  await connectAs(await makeKey(), at).catch(() => undefined)
  await without(layout.cloud.store, async () => {
    all.gate.turn('open')
    await until(() => all.said.some((line) => line.startsWith('[cloud]')), 'the service tells of its store', PATIENCE)
  })

  const clips = await doorClips({ home, now: () => epochMs(Date.now()) }, { door: undefined, cloud: undefined })
  let opened = ''
  const arrived = async (): Promise<boolean> => {
    for await (const { clip, parts } of clips.service.list()) {
      const fetched = parts > 2 ? await fetchClip(clips.service, clip, clips.pair.identity) : undefined
      if (fetched?.ok && fetched.opened?.ok) opened = fetched.opened.identity
    }
    return opened !== ''
  }
  await until(arrived, 'a clip arrives in the end', PATIENCE)
  secrets['a clip’s identity'] = opened.slice('AGE-SECRET-KEY-1'.length)
})
attack.after(async () => {
  rig?.close()
  await spy?.end()
  await all?.close()
})

attack('a camera that crashes is started again', async () => {
  const { layout } = all.house
  // Two crashes: by a signal, and with a spool that cannot be used.
  const first = cameraOf(all.agent.pid)
  const spool = join(layout.device.data, 'clips')
  process.kill(first, 'SIGABRT')
  await freshCamera(first)
  await until(async () => (await readdir(spool)).length >= 0, 'its spool is there', PATIENCE)
  await without(spool, async () => {
    process.kill(cameraOf(all.agent.pid), 'SIGSEGV')
    await until(() => all.said.some((line) => line.includes('spool_full')), 'the crash is told', PATIENCE)
  })
})

attack('the search finds each secret, and each form of one, where it is planted', () => {
  for (const [what, secret] of Object.entries(secrets)) {
    assert.ok(secret.length >= 6, what)
    assert.ok(leaksIn(`{"level":30,"msg":"x ${secret}"}`).includes(what), what)
  }
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')
  assert.ok(leaksIn(jpeg.toString('latin1')).includes('a JPEG'))
  assert.ok(leaksIn(`"body":"${jpeg.toString('base64')}"`).includes('a picture as base64'))
  assert.ok(leaksIn(Buffer.from('\0\0\0\x20ftypiso5\0\0').toString('base64')).includes('a picture as base64'))
  assert.ok(leaksIn('AGE-SECRET-KEY-1QQQQQQQQQQQQQQ').includes('an age identity'))
  assert.ok(TOKEN.test('eyJhbGciOiJFZERTQSIsInR5cCI6'))
  assert.ok(spelledOut(`x eyJhIjoxfQ.${Buffer.from(`{"n":"${PIN}"}`).toString('base64url')}.x`).includes(PIN))
})

attack('no log says any of it', () => {
  const text = all.said.join('\n')
  for (const told of [
    '[agent]',
    '[bridge]',
    '[cloud]',
    'camera',
    'the clip service takes nothing for now',
    'spool_full',
  ]) {
    assert.ok(text.includes(told), `the honest case: it does tell of ${told}`)
  }
  for (const line of all.said) assert.equal([leaksIn(line), TOKEN.test(line)], [[], false], line.slice(0, 300))
})

attack('no metric says any of it', async () => {
  for (const url of [all.house.http, all.house.cloud]) {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5000) })
    const text = await response.text()
    assert.equal([response.status, leaksIn(text), TOKEN.test(text)], [200, [], false], url)
    assert.ok(text.includes('hausrecht'))
    assert.not.ok(text.includes(all.people.door.id), 'nor whose door it is')
  }
})

attack('no MQTT payload says any of it, read as whoever hears it can', () => {
  assert.ok(spy.heard.length > 5)
  assert.ok(
    spy.heard.some(({ payload }) => spelledOut(payload).includes('forced_entry')),
    'the honest case',
  )
  for (const { topic, payload } of spy.heard) assert.equal(leaksIn(`${payload}\n${spelledOut(payload)}`), [], topic)
})

attack('neither the device’s folder nor the store says any of it', async () => {
  const { layout } = all.house
  const own = join(layout.device.data, 'door-key.json')
  const loot = await lootOf(layout.device.data, layout.cloud.store)
  assert.ok(loot.length > 10)
  for (const { path, bytes } of loot) {
    if (path !== own) assert.equal(leaksIn(bytes.toString('latin1')), [], path)
  }
  assert.equal(leaksIn(await readFile(own, 'latin1')), ['the door’s key', 'a private key'])
})

attack('a crash leaves nothing behind', async () => {
  const { layout } = all.house
  const below = await Promise.all([layout.root, '.'].map((folder) => readdir(folder)))
  assert.equal(
    below.flat().filter((name) => /^core(\.|$)|^report\.|\.heapsnapshot$/.test(name)),
    [],
  )
})

attack.run()
