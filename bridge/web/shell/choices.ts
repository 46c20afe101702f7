// What this browser was told about how to look and speak. Small enough for localStorage; nothing secret is in it.

import { effect, signal } from '@preact/signals'
import { type Language, language } from '../core/words.ts'

export type Look = 'auto' | 'light' | 'dark'

export const look = signal<Look>('auto')

const LANGUAGE = 'hausrecht.language'
const LOOK = 'hausrecht.look'

/** A browser may forbid storage altogether: then a choice lasts as long as the page. */
const read = (name: string): string | null => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

const write = (name: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // Nothing to be done, and nothing lost but the choice.
  }
}

/** The first language of the browser's that we have. */
export const preferred = (languages: readonly string[]): Language => {
  const found = languages.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one === 'de' || one === 'en')
  return found === 'de' ? 'de' : 'en'
}

const showLook = (chosen: Look): void => {
  const root = document.documentElement
  if (chosen === 'auto') delete root.dataset['look']
  else root.dataset['look'] = chosen
}

export const chooseLanguage = (chosen: Language): void => {
  write(LANGUAGE, chosen)
  language.value = chosen
}

export const chooseLook = (chosen: Look): void => {
  write(LOOK, chosen === 'auto' ? undefined : chosen)
  look.value = chosen
}

/** Called once, by main, before anything is drawn. */
export const applyChoices = (): void => {
  const kept = read(LANGUAGE)
  language.value = kept === 'de' || kept === 'en' ? kept : preferred(navigator.languages)
  const kind = read(LOOK)
  look.value = kind === 'light' || kind === 'dark' ? kind : 'auto'
  effect(() => {
    document.documentElement.lang = language.value
  })
  effect(() => showLook(look.value))
}
