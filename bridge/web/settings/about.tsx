// What this is, whose bridge it talks to, and the way out.

import { useState } from 'preact/hooks'
import type { OwnerApp } from '../core/owner-app.ts'
import { Dialog } from './dialog.tsx'
import { failed } from './doors.tsx'
import { say } from './words.ts'

export const About = ({ app }: { readonly app: OwnerApp }) => {
  const version = app.door.value?.state.value?.version
  return (
    <section class="card" aria-labelledby="settings-about">
      <h2 id="settings-about">{say('about')}</h2>
      {version !== undefined && <p>{say('about_version', { version })}</p>}
      <p>{say('about_text')}</p>
      <p>{say(`book_${app.book.sync.value}`)}</p>
      <p class="hint">
        {say('about_bridge')} <code>{app.bridgeId}</code>
      </p>
    </section>
  )
}

const Wiping = ({ app, close }: { readonly app: OwnerApp; readonly close: () => void }) => {
  const [typed, setTyped] = useState('')
  const isMeant = typed.trim().toUpperCase() === say('wipe_word')
  const wipe = (event: SubmitEvent): void => {
    event.preventDefault()
    if (isMeant) app.wipe().then(() => location.replace('/setup'), failed(app))
  }
  return (
    <Dialog title={say('wipe')} close={close}>
      <form class="stack" onSubmit={wipe} autocomplete="off">
        <p>{say('wipe_text')}</p>
        <div class="field">
          <label for="wipe-word">{say('wipe_type', { word: say('wipe_word') })}</label>
          <input
            id="wipe-word"
            autocapitalize="characters"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </div>
        <div class="row">
          <button type="submit" class="button danger main" disabled={!isMeant}>
            {say('wipe_go')}
          </button>
          <button type="button" class="button" onClick={close}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

export const Wipe = ({ app }: { readonly app: OwnerApp }) => {
  const [isAsked, ask] = useState(false)
  return (
    <section class="card" aria-labelledby="settings-wipe">
      <h2 id="settings-wipe">{say('wipe')}</h2>
      <p class="hint">{say('wipe_text')}</p>
      <div class="row">
        <button type="button" class="button danger" onClick={() => ask(true)}>
          {say('wipe')}
        </button>
      </div>
      {isAsked && <Wiping app={app} close={() => ask(false)} />}
    </section>
  )
}
