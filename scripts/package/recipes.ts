// THE table of packages: what each is made of, and what dpkg is told about it.

import type * as z from 'zod'
import { ConfigSchema as BridgeSchema } from '#bridge/config/config.ts'
import { ConfigSchema as CloudSchema } from '#cloud/config/config.ts'
import { ConfigSchema as DeviceSchema } from '#device/config/config.ts'

export type Room = 'device' | 'bridge' | 'cloud'

export interface Recipe {
  readonly room: Room
  /** Its user and group. */
  readonly user: string
  /** Source by the program's name. */
  readonly programs: Readonly<Record<string, string>>
  /** Sources left out of the programs, with the list that each exports. */
  readonly without: Readonly<Record<string, string>>
  /** Packages that stay packages, for their native parts. */
  readonly natives: readonly string[]
  /** What those name as needed and do not need to run. */
  readonly leave: readonly string[]
  /** Files of the project, by where they go beside the programs. */
  readonly beside: Readonly<Record<string, string>>
  /** Where the bridge's pages go beside the programs; absent: it serves none. */
  readonly site?: string
  /** Programs a person calls, in /usr/bin. */
  readonly calls: readonly string[]
  readonly settings: { readonly schema: z.ZodType; readonly set: Readonly<Record<string, unknown>> }
  /** Besides Node and what the natives' libraries ask for. */
  readonly depends: readonly string[]
  readonly recommends: readonly string[]
  readonly suggests: readonly string[]
  readonly title: string
  readonly about: readonly string[]
}

const ALL =
  'Hausrecht is a smart lock and camera for a house whose owner’s key is the root of everything: no account, no vendor.'
/** For building, or for other machines. */
const NOT_TO_RUN = ['prebuild-install', 'node-addon-api']
const NODE = 'nodejs (>= 20.19)'
const SYSTEM = ['init-system-helpers (>= 1.54)', 'systemd (>= 250)']

const device: Recipe = {
  room: 'device',
  user: 'hausrecht',
  programs: {
    device: 'device/main.ts',
    camera: 'device/camera/main.ts',
    scene: 'device/camera/scene/main.ts',
    live: 'device/live/main.ts',
    settle: 'device/settle/main.ts',
    hausrecht: 'scripts/cli/main.ts',
  },
  // The simulator is no part of a real door.
  without: { 'scripts/cli/commands/sim.ts': 'SIM_COMMANDS' },
  // domexception: wrtc's errors; without it they would have no name.
  natives: ['@serialport/bindings-cpp', 'sharp', '@roamhq/wrtc', 'domexception'],
  leave: NOT_TO_RUN,
  beside: {
    'firmware/rig-servo.hex': 'hardware/firmware/rig-servo.hex',
    'firmware/rig-relay.hex': 'hardware/firmware/rig-relay.hex',
  },
  calls: ['hausrecht'],
  settings: {
    schema: DeviceSchema,
    set: {
      data: '/var/lib/hausrecht/device',
      'bridge.url': 'mqtt://127.0.0.1:1883',
      'local.socket': '/run/hausrecht/door.sock',
    },
  },
  depends: [NODE, ...SYSTEM, 'udev'],
  // The camera needs ffmpeg; a door without one runs as well. avrdude writes the microcontroller's firmware.
  recommends: ['ffmpeg', 'avrdude', 'systemd-timesyncd | time-daemon'],
  suggests: ['hausrecht-bridge', 'unattended-upgrades'],
  title: 'door of a self-hosted smart lock with camera',
  about: [
    ALL,
    'This is the agent on the Raspberry Pi at the door: it drives the bolt through a microcontroller, films visits, seals their clips to the owner’s key, keeps the signed journal and verifies every request itself. The command line for owners is here, too.',
  ],
}

const bridge: Recipe = {
  room: 'bridge',
  user: 'hausrecht-bridge',
  programs: { bridge: 'bridge/main.ts' },
  without: {},
  natives: ['better-sqlite3'],
  leave: NOT_TO_RUN,
  beside: {},
  site: 'web',
  calls: [],
  settings: { schema: BridgeSchema, set: { data: '/var/lib/hausrecht/bridge' } },
  // Its native part is bound to the ABI of Node 20.
  depends: [NODE, 'nodejs (<< 21)', ...SYSTEM],
  recommends: ['ca-certificates'],
  suggests: ['hausrecht-cloud', 'hausrecht-device'],
  title: 'bridge of a self-hosted smart lock with camera',
  about: [
    ALL,
    'This is the bridge between doors and people: it admits who may come in and when, passes what they say, and serves the pages of owners and couriers. It cannot open a door by itself and sees no picture.',
  ],
}

const cloud: Recipe = {
  room: 'cloud',
  user: 'hausrecht-cloud',
  programs: { cloud: 'cloud/main.ts' },
  without: {},
  natives: [],
  leave: [],
  beside: {},
  calls: [],
  settings: {
    schema: CloudSchema,
    // It starts once an owner is named: open to anybody is no default.
    set: { key: '/var/lib/hausrecht/cloud/key.json', 'store.folder': '/var/lib/hausrecht/cloud/store', owners: [] },
  },
  depends: [NODE, ...SYSTEM],
  recommends: ['ca-certificates'],
  suggests: ['hausrecht-bridge'],
  title: 'clip service of a self-hosted smart lock with camera',
  about: [
    ALL,
    'This keeps the clips of doors, sealed to their owners, in a folder or in an S3-compatible store. It cannot open one, and deletes what its time is over for.',
  ],
}

export const RECIPES: Readonly<Record<Room, Recipe>> = { device, bridge, cloud }
export const ROOMS: readonly Room[] = ['device', 'bridge', 'cloud']
