// A key again from its 24 words.

import { useEffect, useState } from 'preact/hooks'
import type { Stage } from './stages.ts'
import { Title } from './welcome.tsx'
import { say } from './words.ts'

type Recovery = typeof import('#protocol/recovery.ts')

const wordsIn = (typed: string): string[] => typed.trim().toLowerCase().split(/\s+/).filter(Boolean)

/** What is wrong with what was typed so far; the last word may still be growing. */
const problemIn = (typed: string, recovery: Recovery | undefined): string => {
  const words = wordsIn(typed)
  const finished = /\s$/.test(typed) || words.length >= 24 ? words : words.slice(0, -1)
  const unknown = recovery ? finished.filter((word) => !recovery.isWord(word)) : []
  if (unknown.length > 0) return say('restore_unknown', { words: unknown.slice(0, 5).join(', ') })
  return recovery && words.length >= 24 && recovery.seedOfWords(typed) === undefined ? say('restore_wrong') : ''
}

interface Props {
  readonly typed: string
  readonly to: (stage: Stage) => void
  readonly open: (seed: string) => void
}

export const Restore = ({ typed, to, open }: Props) => {
  const [text, setText] = useState(typed)
  const [recovery, setRecovery] = useState<Recovery>()
  useEffect(() => {
    import('#protocol/recovery.ts').then(setRecovery, () => undefined)
  }, [])
  const seed = recovery?.seedOfWords(text)
  const problem = problemIn(text, recovery)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (seed !== undefined) open(seed)
  }
  return (
    <form class="stack" onSubmit={submit} autocomplete="off">
      <Title text={say('restore_title')} />
      <p id="restore-how">{say('restore_text')}</p>
      <div class="field">
        <label for="restore-words" class="unseen">
          {say('restore_title')}
        </label>
        <textarea
          id="restore-words"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          aria-describedby="restore-how restore-problem"
          aria-invalid={problem !== ''}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <p class="hint">{say('restore_count', { n: wordsIn(text).length })}</p>
        <p class="wrong" id="restore-problem" role="status">
          {problem}
        </p>
      </div>
      <div class="row">
        <button type="submit" class="button main" disabled={seed === undefined}>
          {say('restore_go')}
        </button>
        <button type="button" class="button quiet" onClick={() => to({ at: 'welcome' })}>
          {say('back')}
        </button>
      </div>
    </form>
  )
}
