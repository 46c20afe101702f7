// Runs the machine of talking for one viewer: microphone, the door's sound, and the words to whichever session is
// watched.

import type { Clock } from '#protocol/clock.ts'
import { createMicrophone } from './microphone.ts'
import type { Screen } from './screen.ts'
import type { Session } from './session.ts'
import { reduceTalk, SILENT, type Talk, type TalkEffect, type TalkEvent } from './talk.ts'

export interface SpeechParts {
  readonly clock: Clock
  readonly screen: Screen
  readonly session: () => Session | undefined
  readonly changed: () => void
}

export interface Speech {
  talk(): Talk
  tell(event: TalkEvent): void
  /** Nothing is said or heard any more. */
  stop(): void
}

export const createSpeech = ({ clock, screen, session, changed }: SpeechParts): Speech => {
  let talk: Talk = SILENT
  const microphone = createMicrophone(clock, () => tell({ is: 'microphone', now: 'shut' }))

  const act = (effect: TalkEffect): void => {
    switch (effect.do) {
      case 'ask_microphone':
        microphone.open().then(
          (now) => {
            if (now !== 'closed') tell({ is: 'microphone', now })
          },
          () => tell({ is: 'microphone', now: 'denied' }),
        )
        break
      case 'talk':
        session()
          ?.peer?.sound.sender.replaceTrack(microphone.track())
          .catch(() => undefined)
        microphone.speak(effect.on)
        session()?.say({ say: 'talk', on: effect.on })
        break
      case 'listen':
        screen.listen(effect.on)
        session()?.say({ say: 'listen', on: effect.on })
    }
  }
  const tell = (event: TalkEvent): void => {
    const step = reduceTalk(talk, event)
    if (step.talk === talk) return
    talk = step.talk
    for (const effect of step.effects) act(effect)
    changed()
  }
  return {
    talk: () => talk,
    tell,
    stop: () => {
      tell({ is: 'release' })
      microphone.close()
      screen.listen(false)
    },
  }
}
