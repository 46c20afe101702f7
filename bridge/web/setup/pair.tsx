// Pairing with a door by its code, and giving it a name.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { VerifyKey } from '#protocol/keys.ts'
import { readPairingCode } from '#protocol/pairing.ts'
import type { OwnerApp } from '../core/owner-app.ts'
import { Title } from './welcome.tsx'
import { say } from './words.ts'

interface PairProps {
  readonly app: OwnerApp
  readonly code: string
  readonly found: (door: VerifyKey) => void
  readonly fail: (error: unknown, code: string) => void
  readonly leave: () => void
}

type Progress = 'connecting' | 'calling' | undefined

const Under = ({ progress, stop }: { readonly progress: 'connecting' | 'calling'; readonly stop: () => void }) => (
  <div class="stack" role="status">
    <progress aria-label={say(`pair_${progress}`)} />
    <p>{say(`pair_${progress}`)}</p>
    <button type="button" class="button" onClick={stop}>
      {say('pair_stop')}
    </button>
  </div>
)

export const Pair = ({ app, code: given, found, fail, leave }: PairProps) => {
  const [code, setCode] = useState(given)
  const [progress, setProgress] = useState<Progress>()
  const [isShort, setShort] = useState(false)
  const under = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => under.current?.abort(), [])

  const run = async (): Promise<void> => {
    const mine = new AbortController()
    under.current = mine
    try {
      const door = await app.pair(code, setProgress, mine.signal)
      found(door)
    } catch (error) {
      if (!mine.signal.aborted) fail(error, code)
    } finally {
      setProgress(undefined)
    }
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const isCode = readPairingCode(code) !== undefined
    setShort(!isCode)
    if (isCode) run().catch(() => undefined)
  }
  return (
    <form class="stack" onSubmit={submit} autocomplete="off">
      <Title text={say('pair_title')} />
      <p>{say('pair_press')}</p>
      <p class="hint">{say('pair_sim')}</p>
      <div class="field">
        <label for="pair-code">{say('pair_code')}</label>
        <input
          id="pair-code"
          class="digits"
          autocapitalize="characters"
          autocorrect="off"
          spellcheck={false}
          maxLength={40}
          value={code}
          disabled={progress !== undefined}
          aria-invalid={isShort}
          aria-describedby="pair-form pair-short"
          onInput={({ currentTarget }) => setCode(currentTarget.value)}
        />
        <p class="hint" id="pair-form">
          {say('pair_form')}
        </p>
        <p class="wrong" id="pair-short" role="alert">
          {isShort ? say('pair_incomplete') : ''}
        </p>
      </div>
      <p class="hint">{say('pair_takes')}</p>
      {progress ? (
        <Under progress={progress} stop={() => under.current?.abort()} />
      ) : (
        <div class="row">
          <button type="submit" class="button main">
            {say('pair_go')}
          </button>
          <button type="button" class="button quiet" onClick={leave}>
            {say('not_now')}
          </button>
        </div>
      )}
    </form>
  )
}

interface NameProps {
  readonly app: OwnerApp
  readonly door: VerifyKey
  readonly leave: () => void
}

export const NameDoor = ({ app, door, leave }: NameProps) => {
  const [name, setName] = useState(say('name_default'))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    app.addDoor(door, name.trim()).then(
      () => {
        app.choose(door.thumbprint as Parameters<OwnerApp['choose']>[0])
        leave()
      },
      () => app.tell(say('unknown'), 'bad'),
    )
  }
  return (
    <form class="stack" onSubmit={submit} autocomplete="off">
      <Title text={say('name_title')} />
      <p>{say('name_text')}</p>
      <div class="field">
        <label for="door-name">{say('name_label')}</label>
        <input
          id="door-name"
          maxLength={80}
          required
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </div>
      <div class="row">
        <button type="submit" class="button main">
          {say('name_go')}
        </button>
      </div>
    </form>
  )
}
