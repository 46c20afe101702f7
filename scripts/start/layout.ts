// Where everything of a start lies: one folder, so that one `rm -r` takes it all away.

import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Layout {
  readonly root: string
  /** The owner's and the courier's: what `--home` points to. */
  readonly home: string
  readonly bridge: { readonly config: string; readonly data: string }
  readonly cloud: { readonly config: string; readonly store: string; readonly key: string }
  readonly device: {
    readonly config: string
    readonly data: string
    readonly socket: string
    readonly journal: string
    /** Where the drawn door is told what happens in front of its camera. */
    readonly camera: string
  }
  /** The simulated door's body: bolt and door stand where they stood. */
  readonly rig: string
  /** Who runs here now. */
  readonly lock: string
}

/** A Unix socket's path has room for 107 bytes on Linux and 103 on macOS. */
const SOCKET_MOST = 100

export const layoutIn = (root: string): Layout => {
  const device = join(root, 'device')
  const short = createHash('sha256').update(root).digest('hex').slice(0, 12)
  const socketAt = (name: string): string => {
    const usual = join(device, `${name}.sock`)
    return Buffer.byteLength(usual) <= SOCKET_MOST ? usual : join(tmpdir(), `hausrecht-${short}-${name}.sock`)
  }
  return {
    root,
    home: join(root, 'home'),
    bridge: { config: join(root, 'bridge.toml'), data: join(root, 'bridge') },
    cloud: { config: join(root, 'cloud.toml'), store: join(root, 'clips'), key: join(root, 'cloud-key.json') },
    device: {
      config: join(root, 'device.toml'),
      data: device,
      socket: socketAt('door'),
      journal: join(device, 'journal'),
      camera: socketAt('camera'),
    },
    rig: join(root, 'rig.json'),
    lock: join(root, 'running'),
  }
}
