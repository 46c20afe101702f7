// `npm start` in a folder of its own, the command line of its owner beside it, and what is often asked of both.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ControlClient } from '#hardware/simulator/control-client.ts'
import { type Caller, openCaller } from '#scripts/cli/call.fixture.ts'
import { pause, until } from '../support/wait.ts'
import { type Program, startProgram } from './program.fixture.ts'

const READY = 50_000
const PATIENCE = 20_000

export interface Running {
  readonly folder: string
  readonly program: Program
  readonly call: Caller
  /** A command as it is typed in the folder: relative paths are meant from there. */
  type(argv: readonly string[]): ReturnType<Caller>
  /** What the door says of itself. */
  state(): Promise<Readonly<Record<string, unknown>>>
  /** Locked and nobody's visit any more, in the door's own word. */
  locked(): Promise<void>
  /** The camera is seen to be so. */
  sees(camera: string): Promise<void>
  /** The newest clip is whole, and there are this many at least. */
  filmed(least: number): Promise<void>
  close(): Promise<void>
}

/** @param limit milliseconds until it is killed, whatever it does */
export const openRunning = async (limit: number): Promise<Running> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-e2e-'))
  // Several run side by side: the usual ports belong to one of them only.
  const program = startProgram(['--any-ports'], folder, limit)
  await program.says('Ctrl-C', READY)
  const call = await openCaller({ home: join(folder, '.hausrecht', 'home') })
  const state = async () => (await call('status', '--json')).json['state'] as Readonly<Record<string, unknown>>
  const untilState = (isSo: (now: Readonly<Record<string, unknown>>) => boolean, what: string): Promise<void> =>
    until(
      async () => {
        // The bridge takes a new connection of one address every now and then, not every few milliseconds.
        await pause(300)
        return isSo(await state())
      },
      what,
      PATIENCE,
    )
  return {
    ...{ folder, program, call, state },
    type: (argv) => call(...argv.map((word) => (word.startsWith('.hausrecht/') ? join(folder, word) : word))),
    locked: () => untilState(({ bolt, visit }) => bolt === 'home' && visit === false, 'the door is locked'),
    sees: (camera) => untilState((now) => now['camera'] === camera, `the camera is ${camera}`),
    filmed: (least) =>
      until(
        async () => {
          await pause(300)
          const rows = (await call('clips', 'list', '--json')).out.split('\n').map((line) => JSON.parse(line) as object)
          const clips = rows.filter((row): row is { ended: boolean } => 'ended' in row)
          return clips.length >= least && clips.every(({ ended }) => ended)
        },
        `${least} clips are whole`,
        PATIENCE,
      ),
    close: async () => {
      if (program.child.exitCode === null) await program.interrupt()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const answersOf = (json: Readonly<Record<string, unknown>>): string[] =>
  ((json['answers'] ?? []) as { step: string }[]).map(({ step }) => step)

/** The simulated rig, for as long as it is looked at. */
export const withRig = async <Value>(
  { call }: Pick<Running, 'call'>,
  use: (rig: ControlClient) => Promise<Value>,
): Promise<Value> => {
  const { simulator } = JSON.parse(await readFile(join(call.home, 'places.json'), 'utf8')) as { simulator: string }
  const rig = await ControlClient.connect(simulator)
  try {
    return await use(rig)
  } finally {
    rig.close()
  }
}
