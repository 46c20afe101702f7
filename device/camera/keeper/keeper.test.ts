import { exportJWK, generateKeyPair } from 'jose'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CAMERA_AT_FIRST } from '#protocol/camera.ts'
import { CLIP } from '#protocol/clip/head.ts'
import type { Entry, Happening } from '#protocol/entry.ts'
import { hashText } from '#protocol/hash.ts'
import { freshClipId, freshGrantId, freshRequestId } from '#protocol/ids.ts'
import { publicPart } from '#protocol/keys.ts'
import { openToken, peekClaims } from '#protocol/token.ts'
import { millis, type RequestId } from '#protocol/units.ts'
import { FakeRig } from '../../bolt/fake.ts'
import { type HandClock, handClock } from '../../clock/hands.fixture.ts'
import { ConfigSchema } from '../../config/config.ts'
import { freshDoorKey, NEW_YEAR, openIn, withFolder } from '../../journal/journal.fixture.ts'
import type { Journal } from '../../journal/journal.ts'
import type { FromCamera, ToCamera } from '../messages.ts'
import type { ChildParts } from './child.ts'
import { CameraKeeper } from './keeper.ts'

const test = suite('the door’s side of the camera')

interface Stage {
  readonly clock: HandClock
  readonly journal: Journal
  readonly keeper: CameraKeeper
  readonly sent: ToCamera[]
  readonly rig: FakeRig
  hear(message: FromCamera): void
  /** A picture every 200 ms for so long. */
  show(sight: Extract<FromCamera, { say: 'seen' }>['sight'], span: number, recording?: boolean): Promise<void>
  happenings(): Promise<readonly Happening[]>
}

/** Entries are signed and synced between two ticks of the hand-driven clock: until nothing has come for a while. */
const settleIn = async (journal: Journal): Promise<void> => {
  for (let quiet = 0, n = -1; quiet < 5; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 8))
    if (journal.head().n !== n) quiet = 0
    n = journal.head().n
  }
}

const withKeeper = (use: (stage: Stage) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const key = await freshDoorKey()
    const journal = await openIn(folder, key)
    const owner = publicPart(await exportJWK((await generateKeyPair('EdDSA', { crv: 'Ed25519' })).publicKey))
    await journal.append({ kind: 'paired', owner, bridge: key.signing.jwk })
    const clock = handClock(NEW_YEAR)
    const rig = new FakeRig(clock)
    const sent: ToCamera[] = []
    let child: ChildParts | undefined
    const keeper = new CameraKeeper({
      door: key.door,
      key: key.signing,
      clock,
      now: () => clock.now(),
      journal,
      bolt: rig,
      config: ConfigSchema.parse({ data: folder, bridge: { url: 'mqtt://127.0.0.1:1' } }),
      log: pino({ level: 'silent' }),
      openChild: (parts) => {
        child = parts
        queueMicrotask(() => parts.up())
        return { pid: 1, send: (message) => sent.push(message), close: () => Promise.resolve() }
      },
      ownership: () => Promise.resolve(undefined),
    })
    await settleIn(journal)
    clock.pass(1000)
    await settleIn(journal)
    const hear = (message: FromCamera): void => child?.heard(message)
    try {
      await use({
        clock,
        journal,
        keeper,
        sent,
        rig,
        hear,
        show: async (sight, span, recording = false) => {
          for (let shown = 0; shown < span; shown += 200) {
            hear({ say: 'seen', sight, age: millis(20), recording })
            clock.pass(200)
          }
          await settleIn(journal)
        },
        happenings: async () => {
          const lines = await journal.read(0, 1000, 1e7)
          return lines.map((line) => (peekClaims(line) as Entry).what)
        },
      })
    } finally {
      await keeper.close()
      await rig.close()
      await journal.close()
    }
  })

const intent = (request: RequestId): Happening => ({
  kind: 'intent',
  request,
  act: 'unlock',
  via: 'local',
  spends: [{ grant: freshGrantId(), exp: 1_767_999_999 as never }],
  binds: [],
})

test('is ready only while pictures are fresh and the view is free', () =>
  withKeeper(async ({ keeper, show, clock }) => {
    assert.is(keeper.state(), 'stale')
    await show('clear', 400)
    assert.is(keeper.state(), 'ready')
    await show('covered', 400)
    assert.is(keeper.state(), 'covered')
    await show('frozen', 400)
    assert.is(keeper.state(), 'stale')
    await show('dark', 400)
    assert.is(keeper.state(), 'ready')
    clock.pass(1100)
    assert.is(keeper.state(), 'stale')
  }))

test('tells the door each time what it shows becomes another', () =>
  withKeeper(async ({ keeper, show }) => {
    const shown: string[] = []
    keeper.listen(() => shown.push(`${keeper.sight()} ${keeper.recording() ? 'films' : 'rests'}`))
    await show('clear', 600)
    await show('clear', 600, true)
    await show('dark', 600, true)
    assert.equal(shown, ['clear rests', 'clear films', 'dark films'])
  }))

test('answers a beginning with what the camera says, and in three seconds at most', () =>
  withKeeper(async ({ keeper, show, sent, hear, clock }) => {
    await show('clear', 400)
    const request = freshRequestId()
    const begun = keeper.begin({ request })
    const asked = sent.findLast((message) => message.say === 'begin')
    assert.ok(asked?.say === 'begin' && asked.occasion.request === request)
    hear({ say: 'begun', id: asked.id, state: 'ready' })
    assert.is(await begun, 'ready')
    keeper.dismiss(request)
    assert.equal(sent.at(-1), { say: 'over', key: request, after: 0 })
    const silent = keeper.begin({ request: freshRequestId() })
    clock.pass(3000)
    assert.is(await silent, 'not_durable')
  }))

test('signs a clip that was asked for and writes it down first; nothing else', () =>
  withKeeper(async ({ journal, hear, sent, show, happenings }) => {
    await show('clear', 400)
    const request = freshRequestId()
    await journal.append(intent(request))
    const { privateKey: _, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
    const head = {
      v: 1,
      clip: freshClipId(),
      at: NEW_YEAR,
      why: 'visit',
      request,
      jn: journal.head().n,
      jh: journal.head().hash,
      key: publicPart(await exportJWK(publicKey)),
      recipient: `age1${'q'.repeat(58)}`,
      video: { width: 320, height: 180, fps: 15, sound: false },
    } as const
    hear({ say: 'sign', id: 1, head })
    hear({ say: 'sign', id: 2, head: { ...head, clip: freshClipId(), request: freshRequestId() } })
    hear({
      say: 'sign',
      id: 3,
      end: {
        v: 1,
        clip: head.clip,
        parts: 0,
        last: journal.head().hash,
        lasts: millis(0),
        at: NEW_YEAR,
        by: 'recorder',
      },
    })
    await settleIn(journal)
    const signed = sent.filter((message) => message.say === 'signed')
    assert.equal(
      signed.map(({ id }) => id),
      [1],
    )
    const opened = await openToken(CLIP, signed[0]?.token ?? '')
    assert.ok(opened.ok && opened.claims.clip === head.clip)
    const written = (await happenings()).filter(({ kind }) => kind === 'clip')
    assert.equal(written, [
      {
        kind: 'clip',
        step: 'begun',
        clip: head.clip,
        why: 'visit',
        head: await hashText(signed[0]?.token ?? ''),
        request,
      },
    ])
  }))

test('raises an alarm for what the camera is seen to do, and films the visit on', () =>
  withKeeper(async ({ journal, keeper, show, happenings, sent, clock }) => {
    await show('clear', 400)
    const request = freshRequestId()
    await journal.append(intent(request))
    await show('clear', 1000, true)
    assert.equal(keeper.alarms(), [])
    await show('covered', 200, true)
    assert.equal(keeper.alarms(), ['camera_covered'])
    await show('clear', 200, true)
    clock.pass(1250)
    await settleIn(journal)
    assert.equal(keeper.alarms(), ['camera_lost'], 'silence is a loss')
    const told = (await happenings()).filter(({ kind }) => kind === 'alarm' || kind === 'camera')
    assert.equal(told, [
      { kind: 'camera', sight: 'covered', on: true },
      { kind: 'alarm', alarm: 'camera_covered', on: true, request },
      { kind: 'camera', sight: 'covered', on: false },
      { kind: 'alarm', alarm: 'camera_covered', on: false, request },
      { kind: 'camera', sight: 'lost', on: true },
      { kind: 'alarm', alarm: 'camera_lost', on: true, request },
    ])
    assert.ok(sent.some((message) => message.say === 'protect' && message.key === request))
  }))

test('raises an alarm when a visit is not recorded', () =>
  withKeeper(async ({ journal, keeper, show }) => {
    await show('clear', 400)
    await journal.append(intent(freshRequestId()))
    await show('clear', 2000)
    assert.equal(keeper.alarms(), ['not_recording'])
    await show('clear', 400, true)
    assert.equal(keeper.alarms(), [])
  }))

test('switches the camera off at the owner’s word and shows off only once it is measured', () =>
  withKeeper(async ({ journal, keeper, show, clock, rig, happenings }) => {
    await show('clear', 400)
    assert.is(rig.reading()?.railMillivolts, 5000)
    const settings = { ...journal.memory().camera, off: true }
    await journal.append({ kind: 'camera_set', settings })
    assert.is(keeper.state(), 'absent')
    assert.is(keeper.sight(), 'clear', 'still powered as far as measured')
    clock.pass(500)
    await settleIn(journal)
    assert.is(keeper.sight(), 'off')
    clock.pass(5000)
    await settleIn(journal)
    assert.equal(keeper.alarms(), [])
    const power = (await happenings()).filter(({ kind }) => kind === 'camera_power')
    assert.equal(power, [
      { kind: 'camera_power', on: true },
      { kind: 'camera_power', on: false },
    ])
  }))

test('films a request only while its own film runs, or that of the visit it would take over', () =>
  withKeeper(async ({ journal, keeper, show, sent, hear }) => {
    await show('clear', 400)
    const [one, other] = [freshRequestId(), freshRequestId()]
    const begun = keeper.begin({ request: one })
    const asked = sent.findLast((message) => message.say === 'begin')
    assert.ok(asked?.say === 'begin')
    hear({ say: 'begun', id: asked.id, state: 'ready' })
    assert.is(await begun, 'ready')
    assert.equal([keeper.films(one), keeper.films(other)], [true, false])
    await journal.append(intent(one))
    assert.is(await keeper.begin({ request: other }), 'not_durable', 'the visit under way is not filmed')
    await show('clear', 200, true)
    assert.is(await keeper.begin({ request: other }), 'ready')
    assert.ok(keeper.films(other))
    await journal.append({ kind: 'closed', request: one, opened: true, entered: true, lasted: millis(900) })
    await settleIn(journal)
    assert.equal([keeper.films(one), keeper.films(other)], [false, false])
  }))

test('writes an alarm down as soon as it may, after a camera that flickered', () =>
  withKeeper(async ({ keeper, hear, happenings, clock, journal }) => {
    const look = (sight: 'clear' | 'covered'): void => {
      hear({ say: 'seen', sight, age: millis(20), recording: false })
      clock.pass(200)
    }
    for (let turn = 0; turn < 20; turn += 1) {
      look('covered')
      look('clear')
    }
    look('covered')
    await settleIn(journal)
    assert.equal(keeper.alarms(), ['camera_covered'])
    const alarms = async () => (await happenings()).filter(({ kind }) => kind === 'alarm')
    assert.ok((await alarms()).length < 40, 'no more may be written')
    for (let waited = 0; waited < 36_000; waited += 200) look('covered')
    await settleIn(journal)
    assert.equal((await alarms()).at(-1), { kind: 'alarm', alarm: 'camera_covered', on: true })
  }))

test('waits a second for the bell’s picture, takes no other text for one, and asks for none while the camera is off', () =>
  withKeeper(async ({ keeper, show, sent, hear, clock, journal }) => {
    await show('clear', 400)
    const idOf = () => sent.findLast((message) => message.say === 'poster')?.id ?? 0
    const given = keeper.poster()
    hear({ say: 'poster', id: idOf(), sealed: 'c2VhbGVk' })
    assert.is(await given, 'c2VhbGVk')
    const strange = keeper.poster()
    hear({ say: 'poster', id: idOf(), sealed: 'no picture!' })
    assert.is(await strange, undefined)
    const late = keeper.poster()
    clock.pass(1000)
    assert.is(await late, undefined)
    const asked = sent.length
    await journal.append({ kind: 'camera_set', settings: { ...CAMERA_AT_FIRST, off: true } })
    const before = idOf()
    assert.is(await keeper.poster(), undefined)
    assert.is(idOf(), before)
    assert.ok(sent.length >= asked)
  }))

test('tells the camera who may watch, each time the owner says so', () =>
  withKeeper(async ({ sent, journal }) => {
    const live = () => {
      const wishes = sent.findLast((message) => message.say === 'wishes')
      return wishes?.say === 'wishes' ? wishes.wishes.live : undefined
    }
    assert.equal(live(), { off: false, talk: false })
    await journal.append({ kind: 'live_set', settings: { off: true, talk: true, relayOnly: false } })
    await settleIn(journal)
    assert.equal(live(), { off: true, talk: true })
  }))

test.run()
