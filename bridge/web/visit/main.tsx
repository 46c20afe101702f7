// The page of a courier or guest begins here: the access is taken from the address, which is cleaned at once, and shown.

import '../look/look.css'
import './visit.css'
import { effect, signal } from '@preact/signals'
import { render } from 'preact'
import { speaker } from '../core/words.ts'
import { applyChoices } from '../shell/choices.ts'
import { type Found, find } from './held.ts'
import { Frame, type Lack, Lacking } from './page/page.tsx'
import { nameOf, Visit } from './page/visit.tsx'
import { openStage, type Stage } from './stage.ts'
import { WORDS } from './words.ts'

const say = speaker(WORDS)
const isOnline = signal(navigator.onLine)
const shown = signal<'loading' | Lack | { readonly found: Found & { is: 'held' }; readonly stage: Stage }>('loading')

const Page = () => {
  const what = shown.value
  if (what === 'loading') return <p>{say('loading')}</p>
  if (typeof what === 'string') return <Lacking lack={what} />
  const { found, stage } = what
  const forget = (): void => {
    stage.end()
    found.keeping
      .drop(found.held.kept.id)
      .then(() => location.replace(location.pathname))
      .catch(() => undefined)
  }
  const { others, keeping } = found
  return <Visit stage={stage} others={others} keeping={keeping} isOnline={isOnline.value} onForget={forget} />
}

const show = (found: Found): void => {
  if (found.is !== 'held') {
    shown.value = found.is
    return
  }
  const { held, keeping } = found
  // A link that is kept need not stand in the address, where a screenshot or a shared tab would show it.
  if (keeping.how === 'kept') history.replaceState(null, '', `${location.pathname}#${held.kept.id}`)
  const stage = openStage({
    held,
    origin: location.origin,
    clock: () => Date.now(),
    used: () => {
      if (!held.kept.used) keeping.keep({ ...held.kept, used: true }).catch(() => undefined)
    },
  })
  shown.value = { found, stage }
  const wake = (): void => {
    isOnline.value = navigator.onLine
    if (isOnline.value && !document.hidden) stage.wake()
  }
  for (const name of ['online', 'offline'] as const) addEventListener(name, wake)
  addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', wake)
}

const start = async (): Promise<void> => {
  if (!isSecureContext) {
    shown.value = 'insecure'
    return
  }
  try {
    show(await find(location.hash.slice(1), Date.now()))
  } catch {
    shown.value = 'too_old'
  }
}

applyChoices()
effect(() => {
  const what = shown.value
  document.title = typeof what === 'object' ? nameOf(what.found.held.kept) : say('title')
})
addEventListener('hashchange', () => location.reload())
const root = document.getElementById('visit')
if (root)
  render(
    <Frame>
      <Page />
    </Frame>,
    root,
  )
start().catch(() => undefined)
