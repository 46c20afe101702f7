// Where the page is: the address bar as a signal, and going elsewhere within the app without loading anew.

import { type ReadonlySignal, signal } from '@preact/signals'

const path = signal('/')

/** Path and query of what is shown. */
export const here: ReadonlySignal<string> = path

export const go = (to: string): void => {
  if (to === path.value) return
  history.pushState(null, '', to)
  path.value = to
  scrollTo(0, 0)
}

const isPlain = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented

/** A link within the app: not one for another page of this bridge, a download or a new window. */
const inside = (event: MouseEvent): string | undefined => {
  const link = event.target instanceof Element ? event.target.closest('a') : undefined
  if (link?.target !== '' || link.hasAttribute('download')) return undefined
  const url = new URL(link.href, location.href)
  if (url.origin !== location.origin || /^\/(api|visit)(\/|$)/.test(url.pathname)) return undefined
  // Within a page: the browser moves there by itself.
  if (url.hash !== '' && url.pathname === location.pathname) return undefined
  return url.pathname + url.search
}

const addressNow = (): string => location.pathname + location.search

/** Called once, by main. */
export const followAddress = (): void => {
  path.value = addressNow()
  addEventListener('popstate', () => {
    path.value = addressNow()
  })
  document.addEventListener('click', (event) => {
    const to = isPlain(event) ? inside(event) : undefined
    if (to === undefined) return
    event.preventDefault()
    go(to)
  })
}
