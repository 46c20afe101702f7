// The rig's serial port as a socket: one connection is one open port, its end is the cable pulled out.
// Bytes only; flow is held back so that nobody runs ahead of a line of its speed for long.

import type { Socket } from 'node:net'
import type { RigPort } from '../rig/port.ts'
import type { Rig } from '../rig/rig.ts'

/** Bytes ahead of the line at which a sender is held, and let go again. */
const HOLD_BYTES = 2_048
const RELEASE_BYTES = 256
/** A reader that lags by more than this loses bytes, as a serial driver's buffer would overflow. */
const UNREAD_BYTES = 65_536

const bind = (rig: Rig, socket: Socket, port: RigPort): void => {
  const release = rig.onRun(() => {
    if (socket.isPaused() && rig.machine.chip.queued < RELEASE_BYTES) socket.resume()
  })
  port.on('data', (bytes) => {
    if (socket.writableLength < UNREAD_BYTES) socket.write(bytes)
  })
  port.on('close', () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    port.write(bytes)
    if (rig.machine.chip.queued > HOLD_BYTES) socket.pause()
  })
  socket.on('close', () => {
    release()
    port.close()
  })
}

/** A new connection takes the port from the one before; while the cable is out everybody is turned away. */
export const acceptSerial =
  (rig: Rig) =>
  (socket: Socket): void => {
    if (rig.machine.line.plugged) bind(rig, socket, rig.connect())
    else socket.destroy()
  }
