// Somebody who stands at the door during `rig test` and `rig flash`: reads what is asked, does it, and answers.

import type { Rig } from '#hardware/simulator/rig/rig.ts'
import type { Ask } from '#scripts/cli/rig/part.ts'
import { OBLIGING } from '#scripts/cli/rig/simulated.fixture.ts'
import { speaker } from '#scripts/cli/words.ts'

/** Waits for Enter. */
const READY: Ask = 'door_shut'
const TOLD: readonly Ask[] = ['open_door', 'shut_door', 'press_egress', 'press_pairing', 'type_all']
/** A person is never as quick as the message. */
const SLOWNESS = 700

const say = speaker('en')
const QUESTIONS: readonly { readonly ask?: Ask; readonly text: string; readonly answered: boolean }[] = [
  { ask: READY, text: say(`rig_ask_${READY}`), answered: true },
  ...TOLD.map((ask) => ({ ask, text: say(`rig_ask_${ask}`), answered: false })),
  { text: say('rig_yes_no').trim(), answered: true },
]

/** @returns what hears one command's output, and answers it */
export const handsAt = (rig: Rig): ((piece: string, type: (text: string) => void) => void) => {
  let unread = ''
  return (piece, type) => {
    unread += piece
    for (;;) {
      const [next] = QUESTIONS.map((question) => ({ ...question, at: unread.indexOf(question.text) }))
        .filter(({ at }) => at >= 0)
        .sort((one, other) => one.at - other.at)
      if (!next) return
      unread = unread.slice(next.at + next.text.length)
      setTimeout(() => {
        if (next.ask) OBLIGING[next.ask]?.(rig)
        if (next.answered) type('y\n')
      }, SLOWNESS)
    }
  }
}
