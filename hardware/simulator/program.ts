// The simulator as a program: a rig on the wall clock, its serial port, its control socket, its body on disk.
// What `main` starts; `npm start` and the tests may start it in their own process too.

import type { Variant } from '#hardware/contract/rig.ts'
import type { BootLoaderOptions } from './chip/boot-loader.ts'
import { createRig, type Rig } from './rig/rig.ts'
import { type Address, formatAddress } from './server/address.ts'
import { acceptControl } from './server/control.ts'
import { listen } from './server/listen.ts'
import { Pty } from './server/pty.ts'
import { acceptSerial } from './server/serial.ts'
import { loadState, StateFile } from './server/state.ts'

export interface SimulatorOptions {
  readonly variant: Variant
  /** tcp or pty. */
  readonly serial: Address
  /** tcp or unix. */
  readonly control: Address
  readonly resetOnOpen?: boolean
  /** File that keeps door and bolt over a restart. */
  readonly state?: string
  /** Intel HEX text instead of the committed firmware. */
  readonly hex?: string
  /** A board with a boot loader, as avrdude wants it. */
  readonly bootLoader?: BootLoaderOptions
}

export interface Simulator {
  readonly rig: Rig
  /** `tcp://127.0.0.1:PORT` or `pty:/path`, as given with the port that was taken. */
  readonly serial: string
  readonly control: string
  close(): Promise<void>
}

const LOCAL: Address = { kind: 'tcp', host: '127.0.0.1', port: 0 }
const CONTROLS_MAX = 16

const bodyOf = (options: SimulatorOptions) =>
  options.state === undefined ? undefined : loadState(options.state, options.variant)

/** @throws HausrechtError with a code that begins with `sim_` */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const { variant, resetOnOpen = true, hex, bootLoader } = options
  const board = { ...(hex !== undefined && { hex }), ...(bootLoader && { bootLoader }) }
  const rig = createRig({ variant, clock: 'wall', resetOnOpen, ...board, ...bodyOf(options) })
  // Until somebody opens the serial port nobody has it open.
  rig.port.close()
  const file = options.state === undefined ? undefined : new StateFile(options.state, rig.machine)
  const closers: (() => void | Promise<void>)[] = [() => rig.close(), () => file?.write()]
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    if (file) rig.onRun(() => file.note())
    const socket = await listen(options.serial.kind === 'tcp' ? options.serial : LOCAL, 4, acceptSerial(rig))
    closers.push(() => socket.close())
    let serial = `tcp://${formatAddress(socket.address)}`
    if (options.serial.kind !== 'tcp' && socket.address.kind === 'tcp') {
      const pty = await Pty.open(options.serial.path, socket.address.port)
      closers.push(() => pty.close())
      rig.onRun(() => pty.plug(rig.machine.line.plugged))
      serial = `pty:${options.serial.path}`
    }
    const control = await listen(
      options.control.kind === 'pty' ? LOCAL : options.control,
      CONTROLS_MAX,
      acceptControl(rig),
    )
    closers.push(() => control.close())
    return { rig, serial, control: formatAddress(control.address), close }
  } catch (fault) {
    await close()
    throw fault
  }
}
