// How to reach a rig by its address: a serial port of the Pi, or the simulator's TCP port on this machine.

import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { SerialPort } from 'serialport'
import { LIMITS } from '#hardware/contract/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type Dial, type Line, lineOver } from './line.ts'
import { loadOutputs } from './outputs.ts'

/** Where nothing answers: a machine's own port refuses at once, a stopped program does not. */
const CONNECT_WITHIN = 2000

async function dialSerial(path: string): Promise<Line> {
  // Where no board is, none is made ready for.
  if (existsSync(path)) await loadOutputs()
  const port = new SerialPort({ path, baudRate: LIMITS.BAUD, autoOpen: false })
  const end = (): void => {
    if (port.isOpen) port.close(() => port.destroy())
    else port.destroy()
  }
  return new Promise((resolve, reject) => {
    port.open((fault) => {
      if (fault)
        reject(new HausrechtError('rig_unreachable', `${path} does not open: ${fault.message}`, { cause: fault }))
      else resolve(lineOver(port, end))
    })
  })
}

async function dialTcp(port: number): Promise<Line> {
  await loadOutputs()
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true, timeout: CONNECT_WITHIN })
  const line = lineOver(socket, () => socket.destroy())
  return new Promise((resolve, reject) => {
    const refuse = (why: string): void => {
      socket.destroy()
      reject(new HausrechtError('rig_unreachable', `tcp://127.0.0.1:${port} does not answer: ${why}`))
    }
    socket.once('timeout', () => refuse('no answer'))
    socket.once('error', (fault) => refuse(fault.message))
    socket.once('connect', () => {
      socket.setTimeout(0)
      resolve(line)
    })
  })
}

/**
 * @param address `/dev/…` or `tcp://127.0.0.1:PORT`
 * @throws HausrechtError `rig_address_wrong` when it is neither
 */
export function dialAddress(address: string): Dial {
  const tcp = /^tcp:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(address)
  if (tcp) return () => dialTcp(Number(tcp[1]))
  if (address.startsWith('/')) return () => dialSerial(address)
  throw new HausrechtError(
    'rig_address_wrong',
    `"${address}" is no rig: give a serial port such as /dev/ttyUSB0, or tcp://127.0.0.1:PORT.`,
  )
}
