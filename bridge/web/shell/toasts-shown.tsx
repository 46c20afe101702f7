// The corner where sentences appear. Always there, so that screen readers know it before something is said in it.

import { dismiss, toasts } from './toasts.ts'
import { say } from './words.ts'

export const ToastsShown = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, text, kind }) => (
      <div key={id} class={`toast ${kind}`}>
        <p>{text}</p>
        <button type="button" class="button quiet" aria-label={say('close')} onClick={() => dismiss(id)}>
          ×
        </button>
      </div>
    ))}
  </div>
)
