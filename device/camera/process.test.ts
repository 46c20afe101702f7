import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshPair, unseal } from '#protocol/seal/seal.ts'
import type { DoorId, Hash } from '#protocol/units.ts'
import { systemClock } from '../clock/system.ts'
import { ConfigSchema } from '../config/config.ts'
import type { FromCamera, Wishes } from './messages.ts'
import { rgbOf } from './picture/picture.ts'
import { openCamera } from './process.ts'
import { openTap } from './tap/client.ts'
import { TAP_SOCKET, type TapUnit } from './tap/port.ts'

const test = suite('what leaves the camera’s process live')

const LEFT = { x: 0, y: 0, w: 500, h: 1000 }

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let waited = 0; !holds(); waited += 20) {
    assert.ok(waited < 15_000, what)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The lightest pixel of the left half. */
const lightOfLeft = async (jpeg: Uint8Array): Promise<number> => {
  const { data, width, height } = await rgbOf(jpeg, { width: 32, height: 18 })
  const light: number[] = []
  for (let y = 0; y < height; y++) {
    // Not the column beside the edge, into which a JPEG lets the other half bleed.
    for (let x = 0; x < width / 2 - 2; x++) light.push(data[(y * width + x) * 3] ?? 0)
  }
  return Math.max(...light)
}

test('is what the owner allows: nothing when off, nothing that is masked, and a bell’s picture for the owner alone', async () => {
  const data = await mkdtemp(join(tmpdir(), 'hausrecht-live-'))
  const [clock, owner] = [systemClock(), await freshPair()]
  const config = ConfigSchema.parse({
    data,
    bridge: { url: 'mqtt://127.0.0.1:1' },
    camera: { source: 'scene', width: 320, height: 180, fps: 10, preroll: 5, encoder: 'libx264' },
  })
  const said: FromCamera[] = []
  const place = { door: 'D'.repeat(43) as DoorId, jn: 0, jh: 'J'.repeat(43) as Hash }
  const camera = await openCamera({
    ...{ clock, log: pino({ level: 'silent' }), ca: undefined, tell: (message) => said.push(message) },
    start: { say: 'start', config, now: clock.now(), ...place },
  })
  const tap = openTap({ socket: join(data, TAP_SOCKET), clock })
  const units: TapUnit[] = []
  tap.listen((unit) => units.push(unit))
  tap.want(new Set(['full', 'jpeg', 'sound']))
  const first: Wishes = {
    ...{ off: false, masks: [], sound: false, motion: false, recipients: [], sealTo: [owner.recipient] },
    live: { off: false, talk: true },
  }
  const wish = (more: Partial<Wishes>): void =>
    camera.hear({ say: 'wishes', wishes: { ...first, ...more }, fresh: false })
  const rig = (powered: boolean): void =>
    camera.hear({ say: 'rig', now: clock.now(), leaf: 'shut', powered, infrared: false })
  const stills = () => units.filter(({ stream }) => stream === 'jpeg')
  const silence = async (what: string): Promise<void> => {
    await pause(150)
    units.length = 0
    await pause(600)
    assert.is(units.length, 0, what)
    assert.equal(tap.replay('full'), [], `${what}: the newest pictures were kept`)
  }
  try {
    await silence('before the owner’s wishes are known')
    wish({})
    rig(true)
    await until(() => stills().length > 3 && units.some(({ stream }) => stream === 'full'), 'nothing to watch')
    assert.ok((await lightOfLeft(stills().at(-1)?.data ?? new Uint8Array())) > 60)

    wish({ masks: [LEFT] })
    units.length = 0
    await until(() => stills().length > 3 && tap.replay('full').length > 1, 'nothing to watch with masks')
    for (const { data: jpeg } of stills()) assert.ok((await lightOfLeft(jpeg)) < 12, 'a masked area was given out')

    camera.hear({ say: 'poster', id: 7 })
    await until(() => said.some((one) => one.say === 'poster'), 'no picture for the bell')
    const poster = said.find((one) => one.say === 'poster')
    assert.ok(poster?.say === 'poster' && poster.id === 7 && poster.sealed !== undefined)
    const opened = await unseal(new Uint8Array(Buffer.from(poster.sealed, 'base64url')), owner.identity)
    assert.ok(opened.ok)
    assert.ok((await lightOfLeft(opened.bytes)) < 24, 'a masked area is in the picture of the bell')

    wish({ live: { off: true, talk: true } })
    await silence('watching is switched off')
    wish({})
    await until(() => units.length > 3, 'nothing to watch when it is allowed again')
    wish({ off: true })
    await silence('the camera is off')
    camera.hear({ say: 'poster', id: 8 })
    await until(() => said.some((one) => one.say === 'poster' && one.id === 8), 'no answer')
    const none = said.find((one) => one.say === 'poster' && one.id === 8)
    assert.ok(none?.say === 'poster' && none.sealed === undefined)
    wish({})
    await until(() => units.length > 3, 'nothing to watch when the camera is on again')
    rig(false)
    await silence('the rail is dead')
  } finally {
    tap.close()
    await camera.close()
    await rm(data, { recursive: true, force: true })
  }
})

test.run()
