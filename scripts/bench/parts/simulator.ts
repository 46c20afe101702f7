// The simulated rig as a process, and an ear on its bolt pin. Edges carry the machine's monotonic clock, which is the
// same in every process: what `monotonic` reads here.

import { ControlClient } from '#hardware/simulator/control-client.ts'
import { type Program, startProgram, typescript } from './program.ts'

export type Variant = 'servo' | 'relay'

export interface SimulatorProgram {
  readonly program: Program
  /** `tcp://127.0.0.1:PORT`, for the agent. */
  readonly serial: string
  /** Resolves with the instant at which the pin next rises after the one given. */
  rise(after: number): Promise<number>
  end(): Promise<void>
}

/** Milliseconds of the monotonic clock that all processes of this machine share. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6

export const startSimulator = async (variant: Variant): Promise<SimulatorProgram> => {
  const program = await startProgram({
    name: 'simulator',
    ...typescript('hardware/simulator/main.ts', '--variant', variant),
    isReady: (line) => line.includes('"ready":true'),
  })
  const { serial, control } = JSON.parse(program.ready) as { readonly serial: string; readonly control: string }
  const client = await ControlClient.connect(control)
  let hear: (at: number) => void = () => undefined
  await client.watch((event) => {
    if (event.event === 'edge' && event.level === 1) hear(event.monotonicMs)
  }, true)
  return {
    program,
    serial,
    rise: (after) =>
      new Promise((resolve) => {
        hear = (at) => {
          if (at >= after) resolve(at)
        }
      }),
    end: async () => {
      client.close()
      await program.end()
    },
  }
}
