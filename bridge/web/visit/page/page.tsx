// The whole page: an access, or why there is none.

import type { ComponentChildren } from 'preact'
import { language, speaker } from '../../core/words.ts'
import { chooseLanguage } from '../../shell/choices.ts'
import { WORDS } from '../words.ts'

const say = speaker(WORDS)

export const Frame = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="page visit">
    <header class="row apart">
      <span class="hint">Hausrecht</span>
      <button
        type="button"
        class="button quiet"
        lang={language.value === 'en' ? 'de' : 'en'}
        onClick={() => chooseLanguage(language.value === 'en' ? 'de' : 'en')}
      >
        {say('language')}
      </button>
    </header>
    <main class="stack wide">{children}</main>
  </div>
)

export type Lack = 'nothing' | 'unreadable' | 'too_old' | 'insecure'

export const Lacking = ({ lack }: { readonly lack: Lack }) => {
  const titled = lack === 'nothing' || lack === 'unreadable'
  return (
    <>
      <h1 class="title">{say(titled ? `${lack}_title` : 'title')}</h1>
      <p>{say(lack)}</p>
    </>
  )
}
