// How the process ends: THE table of exit codes. Scripts rely on it; docs/cli.md is made from it.

import type { Text } from './text.ts'

export const EXIT = { done: 0, refused: 1, usage: 2, fault: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_ABOUT: Readonly<Record<keyof typeof EXIT, Text>> = {
  done: { en: 'done', de: 'erledigt' },
  refused: {
    en: 'refused, as the rules have it; the stable code is printed',
    de: 'nach den Regeln verweigert; der feste Code steht dabei',
  },
  usage: { en: 'the command cannot be meant like that', de: 'der Befehl kann so nicht gemeint sein' },
  fault: { en: 'something that should work does not', de: 'etwas, das gehen sollte, geht nicht' },
}
