// Attack 1: the camera freeze. In 2017 a courier's program cut Amazon's camera off the network: its last picture stayed
// on, and the door was opened behind it. Here: no fresh, uncovered, durable film, no opening for a courier. What the
// camera sees is measured by the door, not asked of the camera.
// Source: Rhino Security Labs, by Wired: "Amazon Key Flaw Could Let Rogue Deliverymen Disable Your Camera" (2017).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CameraHouse, openCameraHouse, PATIENCE } from '#test/support/camera-house.ts'
import { type Visitor, visit } from '#test/support/visitor.ts'
import { until } from '#test/support/wait.ts'

const attack = suite('attack 1: camera freeze before a visit')
let house: CameraHouse
let courier: Visitor

attack.before(async () => {
  house = await openCameraHouse()
  courier = await house.courier()
})
attack.after(() => house.close())

const boltMoves = (): number => house.house.rig.observe().tally.boltLeftHome

/** Rings once. @returns what the courier is told */
const rings = async (): Promise<string | undefined> => {
  const request = await courier.ask()
  return courier.hears(request, 'refused', PATIENCE)
}

/** What the camera is made to do must keep the courier out, and the bolt where it is. */
const keepsOut = async (...codes: readonly string[]): Promise<void> => {
  const before = boltMoves()
  const said = String(await rings())
  assert.ok(codes.includes(said), said)
  assert.is(boltMoves(), before)
  assert.is(house.house.rig.observe().bolt.place, 'home')
}

attack('lets the courier in while the camera films, and the film is the owner’s', async () => {
  const knocked = Date.now()
  const request = await house.comes(courier)
  assert.is(boltMoves(), 1)
  const clip = await house.open(await house.clipOf((head) => head.request === request, 'the visit’s clip'))
  assert.equal(clip.codes, [])
  assert.ok(clip.head.at < knocked, 'it begins before the knock')
})

attack('keeps the courier out while the picture is frozen, and lets in when it lives again', async () => {
  await house.mood('frozen')
  await keepsOut('recorder_stale')
  await house.mood('clear')
  await house.comes(courier)
})

attack('keeps the courier out while no picture comes', async () => {
  await house.mood('lost')
  await keepsOut('recorder_stale')
})

attack('keeps the courier out with a hand over the lens', async () => {
  await house.mood('clear')
  await house.mood('covered')
  await keepsOut('recorder_covered')
  await house.mood('clear')
})

attack('keeps the courier out when footage cannot be made durable', async () => {
  await house.disk('full')
  try {
    await keepsOut('recorder_not_durable')
  } finally {
    await house.disk('roomy')
  }
  await house.comes(courier)
})

attack('keeps the courier out, and not the owner, when the camera’s process was just killed', async () => {
  const pid = await house.camera()
  process.kill(pid, 'SIGKILL')
  await until(async () => (await house.camera().catch(() => pid)) !== pid, 'another is started', PATIENCE)
  // Its last picture may be less than a second old: then it is the film that does not come about.
  await keepsOut('recorder_stale', 'recorder_not_durable')
  const owner = await visit(house.house, house.house.owner)
  const before = boltMoves()
  assert.is(await owner.knocks(), 'opened')
  assert.is(boltMoves(), before + 1)
  await house.closed()
})

attack.run()
