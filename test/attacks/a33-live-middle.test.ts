// Attack 33: the bridge in the middle puts its own DTLS fingerprint into what viewer and door tell each other. Neither
// takes it: each signs its whole description. Source: RFC 8827 §4.1 and §5.7 (identity and fingerprints).

import { createServer, type Server, Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashText } from '#protocol/hash.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { SIGNAL_DOWN, type SignalDown } from '#protocol/live/signal.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { hasChromium } from '#test/support/browser.ts'
import { look, openPageHouse, type PageHouse } from '#test/support/page-house.ts'
import { makeKey } from '#test/support/people.ts'
import { pause, until } from '#test/support/wait.ts'
import { openPeers, type Peers, watcherAt } from '#test/support/watcher.ts'

const LIMIT = 20_000
const FINGERPRINT = /(a=fingerprint:sha-256 )([0-9A-F]{2})/g

/** Another certificate's, of the same length. */
const swapped = (sdp: string): string =>
  sdp.replace(FINGERPRINT, (_whole, name: string, first: string) => `${name}${first === '00' ? '11' : '00'}`)

/** The token with another description inside, and the signature that it had. */
const forged = (token: string): string => {
  const [head = '', body = '', signature = ''] = token.split('.')
  const text = Buffer.from(body, 'base64url').toString()
  return `${head}.${Buffer.from(swapped(text)).toString('base64url')}.${signature}`
}

type Meddle = (token: string, to: 'page' | 'bridge') => string

interface Middle {
  readonly origin: string
  meddle: Meddle
  /** Descriptions that were changed. */
  changed: number
  close(): Promise<void>
}

const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g

/** Between browser and bridge; what it changes keeps its length, so that frames stay whole. */
const standBetween = async (port: number): Promise<Middle> => {
  const sockets = new Set<Socket>()
  const middle = { origin: '', changed: 0, meddle: ((token) => token) as Meddle, close: () => Promise.resolve() }
  const through = (piece: Buffer): Buffer => {
    const text = piece.toString('latin1')
    if (!text.includes('eyJ')) return piece
    const bent = text.replace(TOKEN, (token) => {
      const made = middle.meddle(token, 'page')
      if (made === token || made.length !== token.length) return token
      middle.changed += 1
      return made
    })
    return Buffer.from(bent, 'latin1')
  }
  const server: Server = createServer((near) => {
    const far = new Socket().connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (piece) => far.write(piece))
    far.on('data', (piece) => near.write(through(piece)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  middle.origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  middle.close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return middle
}

const test = suite<{ there: PageHouse; peers: Peers; evil: SigningKey }>('attack 33: the bridge in the middle')

test.before(async (context) => {
  if (!hasChromium) return
  context.there = await openPageHouse()
  context.peers = openPeers()
  context.evil = await makeKey()
})
test.after(async ({ there, peers }) => {
  await peers?.close()
  await there?.close()
})

if (hasChromium) {
  test('gives the door no other fingerprint than the viewer’s', async ({ there, peers, evil }) => {
    const { at } = there
    const owner = await watcherAt(at.house, at.house.owner)
    const { sid, code } = await owner.ask()
    assert.is(code, undefined)
    const peer = await peers.offer()
    const honest = await owner.sign(sid, { kind: 'offer', sdp: peer.sdp })
    assert.is.not(forged(honest), honest)
    // As the bridge would hand it over: its own topic, its own key, or the viewer's token changed.
    await owner.send(forged(honest))
    await owner.send(await owner.sign(sid, { kind: 'offer', sdp: swapped(peer.sdp) }, {}, evil))
    await owner.send(
      await owner.sign(sid, { kind: 'offer', sdp: swapped(peer.sdp) }, { iss: owner.key.thumbprint }, evil),
    )
    await pause(300)
    assert.equal(
      owner.heard.filter(({ what }) => what.kind === 'answer'),
      [],
    )
    await owner.send(honest)
    const answer = await owner.word(sid, 'answer')
    assert.ok(answer.kind === 'answer' && answer.re === (await hashText(honest)))
    await owner.send(await owner.sign(sid, { kind: 'end' }))
  })

  test('is refused by the page: an answer that was changed, re-signed, or given to another offer connects nobody', async (context) => {
    const { there, evil } = context
    const middle = await standBetween(Number(new URL(there.at.house.bridge.origin).port))
    const device = await there.device()
    try {
      await there.enter(device, middle.origin)
      let seen = 0
      middle.meddle = (token) => {
        const claims = peekClaims(token) as Partial<SignalDown> | undefined
        if (claims?.what?.kind !== 'answer') return token
        seen += 1
        return forged(token)
      }
      await device.page.locator('.door-poster button').click()
      await until(() => middle.changed > 0, 'an answer is changed', LIMIT)
      await pause(2500)
      const now = await look(device)
      assert.is(now.number, -1, now.text)
      assert.is(await there.at.watched(), 0, 'and nobody is connected to the door')
      assert.ok(seen >= 1)
      // The same page, the same bridge, and nothing changed any more.
      middle.meddle = (token) => token
      const owner = await there.at.house.session(there.at.house.owner)
      const forgedDown: SignalDown = {
        ...{ v: 1, iss: there.at.house.id, aud: there.at.house.owner.thumbprint, sid: freshRequestId() },
        ...{ at: epochMs(Date.now()), what: { kind: 'end', code: 'revoked' } },
      }
      const topic = writeTopic('signalDown', { door: there.at.house.id, peer: there.at.house.owner.thumbprint })
      const said = owner.publish(topic, await signToken(SIGNAL_DOWN, forgedDown, evil), { qos: 1, retain: false })
      await said.then(
        () => assert.unreachable('the bridge takes a door’s word from the owner'),
        () => undefined,
      )
      await until(async () => (await look(device)).number >= 0, 'the honest picture', LIMIT)
      assert.equal(device.broken, [])
    } finally {
      await device.context.close()
      await middle.close()
    }
  })
} else test('needs Chromium (apt-get install chromium)', () => undefined)

test.run()
