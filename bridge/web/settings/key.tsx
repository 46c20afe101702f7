// The owner's key in this browser: are the words right, and how does another device get it?

import { useState } from 'preact/hooks'
import type { OwnerApp } from '../core/owner-app.ts'
import { Qr } from '../look/qr.tsx'
import { Dialog } from './dialog.tsx'
import { failed } from './doors.tsx'
import { say } from './words.ts'

/** The seed, when the words are those of this very key. */
const seedOf = async (app: OwnerApp, typed: string): Promise<string | undefined> => {
  const { jwkOfSeed, seedOfWords } = await import('#protocol/recovery.ts')
  const seed = seedOfWords(typed)
  return seed !== undefined && jwkOfSeed(seed).x === app.key.signing.jwk.x ? seed : undefined
}

interface AskProps {
  readonly app: OwnerApp
  readonly go: string
  readonly right: (seed: string) => void
  readonly close: () => void
}

const AskWords = ({ app, go, right, close }: AskProps) => {
  const [typed, setTyped] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    seedOf(app, typed).then((seed) => {
      setWrong(seed === undefined)
      if (seed !== undefined) right(seed)
    }, failed(app))
  }
  return (
    <form class="stack" onSubmit={submit} autocomplete="off">
      <div class="field">
        <label for="key-words">{say('words_label')}</label>
        <textarea
          id="key-words"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          value={typed}
          aria-invalid={isWrong}
          aria-describedby="key-words-wrong"
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <p class="wrong" id="key-words-wrong" role="alert">
          {isWrong ? say('words_wrong') : ''}
        </p>
      </div>
      <div class="row">
        <button type="submit" class="button main">
          {go}
        </button>
        <button type="button" class="button" onClick={close}>
          {say('cancel')}
        </button>
      </div>
    </form>
  )
}

const Check = ({ app, close }: { readonly app: OwnerApp; readonly close: () => void }) => (
  <Dialog title={say('words_check')} close={close}>
    <AskWords
      app={app}
      go={say('check')}
      close={close}
      right={() => {
        app.noteWordsChecked().then(() => app.tell(say('words_right')), failed(app))
        close()
      }}
    />
    <p class="hint">{say('words_lost')}</p>
  </Dialog>
)

const AnotherDevice = ({ app, close }: { readonly app: OwnerApp; readonly close: () => void }) => {
  const [seed, setSeed] = useState<string>()
  return (
    <Dialog title={say('device_add')} close={close}>
      {seed === undefined ? (
        <>
          <p>{say('device_text', { origin: location.origin })}</p>
          <AskWords app={app} go={say('device_show')} right={setSeed} close={close} />
        </>
      ) : (
        <>
          <p>{say('device_code')}</p>
          <Qr text={`${location.origin}/setup#key=${seed}`} name={say('device_qr')} />
          <button type="button" class="button main" onClick={close}>
            {say('close')}
          </button>
        </>
      )}
    </Dialog>
  )
}

export const Key = ({ app }: { readonly app: OwnerApp }) => {
  const [asked, ask] = useState<'check' | 'device'>()
  const close = (): void => ask(undefined)
  const isChecked = app.wordsChecked.value
  return (
    <section class="card" aria-labelledby="settings-key">
      <h2 id="settings-key">{say('key')}</h2>
      <p>
        {say('key_text')} <code>{app.key.signing.thumbprint}</code>
      </p>
      <p class={isChecked ? 'badge good' : 'card warn'}>{say(isChecked ? 'words_checked' : 'words_unchecked')}</p>
      <div class="row">
        <button type="button" class="button" onClick={() => ask('check')}>
          {say('words_check')}
        </button>
        <button type="button" class="button" onClick={() => ask('device')}>
          {say('device_add')}
        </button>
      </div>
      {asked === 'check' && <Check app={app} close={close} />}
      {asked === 'device' && <AnotherDevice app={app} close={close} />}
    </section>
  )
}
