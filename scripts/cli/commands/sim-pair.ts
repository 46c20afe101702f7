// sim pair: presses the pairing button of the simulated rig, and reads the code where only the rig's own user can.

import { ControlClient } from '#hardware/simulator/control-client.ts'
import { seconds } from '#protocol/units.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { openLocalLine } from '../local/line.ts'
import { done, type Outcome } from '../outcome.ts'
import { fault, usage } from '../spoken.ts'

const ANSWER_LIMIT = seconds(2)
const LOOK_EACH = 100
const LOOKS_MOST = 50

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** @returns undefined where no code is shown in time, as when the rig was paired a moment before */
const codeAt = async (socket: string): Promise<string | undefined> => {
  const line = await openLocalLine(socket)
  try {
    for (let looks = 0; looks < LOOKS_MOST; looks += 1) {
      const { code } = await line.ask({ do: 'code' }, ANSWER_LIMIT)
      if (typeof code === 'string') return code
      await pause(LOOK_EACH)
    }
    return undefined
  } finally {
    line.close()
  }
}

const press = async ({ home, say }: Context, typed: string | undefined): Promise<Outcome> => {
  const { simulator, local } = await home.places.read()
  const control = typed ?? simulator
  if (control === undefined) throw usage('sim_where')
  const rig = await ControlClient.connect(control)
  try {
    const answer = await rig.do({ do: 'press', button: 'pairing', ms: 300 })
    if (!answer.ok) throw fault('sim_refused', { why: answer.why })
    // The agent of another simulator says its code elsewhere.
    const code = local === undefined || control !== simulator ? undefined : await codeAt(local)
    return done({ did: 'pair', ...(code === undefined ? {} : { code }) }, [
      say('sim_pressed'),
      ...(code === undefined ? [] : [say('sim_code', { code })]),
    ])
  } finally {
    rig.close()
  }
}

export const SIM_PAIR = command({
  words: 'sim pair',
  about: { en: 'press the pairing button and show the code', de: 'die Kopplungstaste drücken und den Code zeigen' },
  options: {
    control: {
      value: 'HOST:PORT|unix:PATH',
      about: {
        en: 'the simulator’s control; known when `npm start` runs',
        de: 'die Steuerung des Simulators; bekannt, wenn `npm start` läuft',
      },
    },
  },
  examples: ['sim pair'],
  run: (context, { values }) => press(context, values.control),
})
