// Where everything of a start lies: one folder, so that one `rm -r` takes it all away.

import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Layout {
  readonly root: string
  /** The owner's and the courier's: what `--home` points to. */
  readonly home: string
  readonly bridge: { readonly config: string; readonly data: string }
  readonly device: { readonly config: string; readonly data: string; readonly socket: string; readonly journal: string }
  /** The simulated door's body: bolt and door stand where they stood. */
  readonly rig: string
  /** Who runs here now. */
  readonly lock: string
}

/** A Unix socket's path has room for 107 bytes on Linux and 103 on macOS. */
const SOCKET_MOST = 100

export const layoutIn = (root: string): Layout => {
  const device = join(root, 'device')
  const usual = join(device, 'door.sock')
  const elsewhere = join(tmpdir(), `hausrecht-${createHash('sha256').update(root).digest('hex').slice(0, 12)}.sock`)
  return {
    root,
    home: join(root, 'home'),
    bridge: { config: join(root, 'bridge.toml'), data: join(root, 'bridge') },
    device: {
      config: join(root, 'device.toml'),
      data: device,
      socket: Buffer.byteLength(usual) <= SOCKET_MOST ? usual : elsewhere,
      journal: join(device, 'journal'),
    },
    rig: join(root, 'rig.json'),
    lock: join(root, 'running'),
  }
}
