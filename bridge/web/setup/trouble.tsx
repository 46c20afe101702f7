// What went wrong on the way, in words, and the way back.

import { explain, REFUSALS, type RefusalCode } from '#protocol/refusals.ts'
import { language } from '../core/words.ts'
import { say } from './words.ts'

const OWN = ['offline', 'key_there', 'browser_too_old', 'not_secure', 'storage_closed'] as const

const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code)

export const troubleText = (code: string): string => {
  if (isRefusal(code)) return explain(code, language.value)
  if (code.startsWith('link_')) return say('offline')
  return say(OWN.find((known) => known === code) ?? 'unknown')
}

export const Trouble = ({ code, back }: { readonly code: string; readonly back: () => void }) => (
  <div class="card bad" role="alert">
    <h2>{say('fault_title')}</h2>
    <p>{troubleText(code)}</p>
    <p class="digits">{say('code', { code })}</p>
    <div class="row">
      <button type="button" class="button main" onClick={back}>
        {say('again')}
      </button>
    </div>
  </div>
)
