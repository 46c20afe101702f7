// The people of a start: an owner, who pairs with the door as everybody does, and a courier with a key.

import { ControlClient } from '#hardware/simulator/control-client.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { thumbprintOf } from '#protocol/keys.ts'
import type { StateClaims } from '#protocol/state.ts'
import { type DoorId, epochMs, seconds, type Thumbprint } from '#protocol/units.ts'
import type { DoorRecord } from '#scripts/cli/home/doors.ts'
import { type Home, openHome } from '#scripts/cli/home/home.ts'
import { openLocalLine } from '#scripts/cli/local/line.ts'
import { pair } from '#scripts/cli/pairing/pair.ts'
import { openLine } from '#scripts/cli/reach/line.ts'
import { ownPlace, type Place } from '#scripts/cli/reach/place.ts'
import { fetchBridge } from '#scripts/cli/reach/well-known.ts'
import type { House } from './house.ts'

export const OWNER = 'owner'
export const COURIER = 'courier'
export const DOOR = 'front'

export const now = () => epochMs(Date.now())

const CODE_LIMIT = 10_000
const CODE_EACH = 100
const PRESS_EACH = 2000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const keyOf = async (home: Home, name: string): Promise<void> => {
  const there = (await home.keys.list()).some((key) => key.name === name)
  if (!there) await home.keys.make(name)
}

/** Whose doors may bring clips: known before anything runs. */
export const ownerThumbprint = async (folder: string): Promise<Thumbprint> => {
  const home = await openHome(folder)
  await keyOf(home, OWNER)
  return (await home.keys.read(OWNER)).key.thumbprint
}

/** Presses the button in the simulated rig and reads the code where only the rig's own user can. */
const readCode = async ({ control, layout }: House): Promise<string> => {
  const rig = await ControlClient.connect(control)
  const local = await openLocalLine(layout.device.socket)
  try {
    const until = performance.now() + CODE_LIMIT
    for (let press = 0; performance.now() < until; ) {
      const { code } = await local.ask({ do: 'code' }, seconds(2))
      if (typeof code === 'string') return code
      // Again now and then: a press before the agent knew its rig was nobody's.
      if (performance.now() > press) await rig.do({ do: 'press', button: 'pairing', ms: 300 })
      if (performance.now() > press) press = performance.now() + PRESS_EACH
      await pause(CODE_EACH)
    }
  } finally {
    rig.close()
    local.close()
  }
  throw new HausrechtError('no_pairing_code', 'The simulated rig shows no pairing code. Try: npm start -- --fresh')
}

const isOwn = async (house: House, door: DoorRecord): Promise<boolean> => {
  const local = await openLocalLine(house.layout.device.socket)
  try {
    const { door: key } = await local.ask({ do: 'state' }, seconds(2))
    return (await thumbprintOf(key as DoorRecord['key'])) === door.id
  } finally {
    local.close()
  }
}

export interface People {
  readonly home: Home
  readonly door: DoorRecord
  readonly place: Place
  /** Paired just now; else it was before. */
  readonly fresh: boolean
}

/** Keys, and the door paired unless it is already; then waits until the door is heard through the bridge. */
export const bringPeople = async (house: House): Promise<People> => {
  const home = await openHome(house.layout.home)
  await keyOf(home, OWNER)
  await keyOf(home, COURIER)
  const bridge = await fetchBridge(house.http)
  const known = (await home.doors.list()).find((door) => door.name === DOOR)
  const isSame = known !== undefined && known.bridge.key.x === bridge.key.x && (await isOwn(house, known))
  // The ports may be others than last time; the keys are not.
  const door = isSame ? { ...known, bridge } : await pairAnew(house, home, bridge)
  await home.doors.keep(door)
  await home.clouds.place(door.id, house.cloud)
  const { layout, control } = house
  await home.places.write({
    v: 1,
    simulator: control,
    local: layout.device.socket,
    camera: layout.device.camera,
    journal: layout.device.journal,
  })
  const place = await ownPlace({ home }, door)
  await waitForDoor(place)
  return { home, door, place, fresh: !isSame }
}

const pairAnew = async (house: House, home: Home, bridge: DoorRecord['bridge']): Promise<DoorRecord> => {
  const { key } = await home.keys.read(OWNER)
  const paired = await pair({ code: await readCode(house), bridge, owner: key, now })
  if ('ok' in paired) throw new HausrechtError(paired.code, 'The simulated door did not answer to its code')
  return { name: DOOR, id: paired.thumbprint as DoorId, key: paired.jwk, bridge, owner: OWNER, paired: now() }
}

const DOOR_LIMIT = 60_000
const DOOR_EACH = 100

const isReady = ({ bolt, camera }: StateClaims): boolean => bolt !== 'unknown' && camera === 'clear'

/** The bridge knows an owner only once the door has said whose it is. */
const waitForDoor = async (place: Place): Promise<void> => {
  for (const until = performance.now() + DOOR_LIMIT; performance.now() < until; await pause(DOOR_EACH)) {
    const line = await openLine(place, ['presence', 'state', 'challenge'], now)
    try {
      if (line.deaf.length > 0) continue
      const there = await line.wait(
        (said) => (said.kind === 'state' && isReady(said.claims) ? true : undefined),
        seconds(3),
      )
      if (there) return
    } finally {
      await line.close()
    }
  }
  throw new HausrechtError(
    'door_not_heard',
    'The door does not come to the bridge. See what agent and bridge say above.',
  )
}
