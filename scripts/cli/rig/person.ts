// Who stands at the rig: is told, gets ready, answers yes or no. At a terminal, over a pipe a line an answer, or --yes.

import { createInterface, type Interface } from 'node:readline'
import { fault } from '../spoken.ts'

export interface Person {
  /** Waits for Enter. @throws SpokenError `rig_no_answer` */
  ready(text: string): Promise<void>
  /** @throws SpokenError `rig_no_answer` */
  yes(text: string): Promise<boolean>
  close(): void
}

const YES = /^(y|yes|j|ja)$/i
const NO = /^(n|no|nein)$/i
const ASKED_MOST = 5

/** Says yes to everything, and is always ready. */
export const YES_SAYER: Person = { ready: async () => {}, yes: async () => true, close: () => {} }

/**
 * @param show prints a question without a line's end
 * @param stop ends the waiting
 */
export const personAt = (input: NodeJS.ReadableStream, show: (text: string) => void, stop: AbortSignal): Person => {
  let lines: Interface | undefined
  const waiting: ((line: string | undefined) => void)[] = []
  const early: string[] = []
  let ended = false
  const end = (): void => {
    ended = true
    for (const tell of waiting.splice(0)) tell(undefined)
  }
  const open = (): void => {
    if (lines) return
    lines = createInterface({ input, terminal: false })
    lines.on('line', (line) => {
      const tell = waiting.shift()
      if (tell) tell(line.trim())
      else early.push(line.trim())
    })
    lines.on('close', end)
    stop.addEventListener('abort', end, { once: true })
  }
  const line = async (): Promise<string> => {
    open()
    // An abort that came before the first question is not told again.
    const isOver = ended || stop.aborted
    const told =
      early.shift() ?? (isOver ? undefined : await new Promise<string | undefined>((tell) => waiting.push(tell)))
    if (told === undefined) throw fault(stop.aborted ? 'stopped' : 'rig_no_answer')
    return told
  }
  return {
    ready: async (text) => {
      show(text)
      await line()
    },
    yes: async (text) => {
      for (let time = 0; time < ASKED_MOST; time++) {
        show(text)
        const said = await line()
        if (YES.test(said)) return true
        if (NO.test(said)) return false
      }
      throw fault('rig_no_answer')
    },
    close: () => {
      stop.removeEventListener('abort', end)
      lines?.close()
    },
  }
}
