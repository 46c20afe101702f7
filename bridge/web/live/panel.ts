// What a person sees of watching: the picture, the mark over it when it is old, its age, and the buttons. Draws a View
// and nothing that is not in it.

import type { Way } from '#protocol/live/control.ts'
import { button, element, setText } from './element.ts'
import type { Screen } from './screen.ts'
import { createTalkButton, talkNote } from './talk-button.ts'
import type { View } from './viewing.ts'
import { say, sayAge, sayCode, saySight } from './words.ts'

export interface PanelEvents {
  wish(way: Way | 'auto'): void
  press(): void
  release(): void
  listen(on: boolean): void
  again(): void
  leave(): void
}

export interface Panel {
  readonly root: HTMLElement
  paint(view: View): void
}

const WISHES = ['auto', 'channel', 'track', 'still'] as const

const isWish = (value: string): value is (typeof WISHES)[number] => WISHES.some((wish) => wish === value)

/** Is what is on the screen not what happens now? */
export const isMarked = ({ pictured, unmeasured, watch }: View): boolean =>
  pictured && !unmeasured && watch.at !== 'showing'

/** One sentence for what is going on. */
export const statusOf = ({ watch, sight }: View): string => {
  switch (watch.at) {
    case 'connecting':
      return say('connecting')
    case 'showing':
    case 'stale':
      return saySight(sight) ?? ''
    case 'reconnecting':
      return watch.code === undefined ? say('reconnecting') : `${sayCode(watch.code)} ${say('reconnecting')}`
    case 'ended':
      return sayCode(watch.code)
  }
}

/** How pictures come, and why not better. */
export const wayOf = ({ way }: View): { readonly name: string; readonly why: string } => {
  if (!way) return { name: '', why: '' }
  const name = say(way.way === 'channel' && way.stream === 'small' ? 'way_small' : `way_${way.way}`)
  return { name, why: way.why === 'poor_path' || way.why === 'no_decoder' ? say(`why_${way.why}`) : '' }
}

/** Read out once, when it changed between old and new. */
const toldOf = (view: View): string => {
  if (view.watch.at === 'showing') return say('showing_told')
  return isMarked(view) ? say('stale_told') : statusOf(view)
}

const createMark = (): { readonly root: HTMLElement; paint(view: View): void } => {
  const title = element('strong', 'live-mark-title')
  const text = element('span', '')
  const root = element('div', 'live-mark', title, text)
  // Its age ticks: the sentence beside it is what is read out.
  root.setAttribute('aria-hidden', 'true')
  return {
    root,
    paint: (view) => {
      root.hidden = !isMarked(view)
      if (root.hidden) return
      setText(title, say('stale'))
      setText(text, view.age === undefined ? say('stale_unknown') : say('stale_since', { age: sayAge(view.age) }))
    },
  }
}

const createWays = (wish: (way: Way | 'auto') => void): { readonly root: HTMLElement; paint(view: View): void } => {
  const label = element('span', 'unseen')
  const select = element('select', '')
  const options = WISHES.map((value) => {
    const option = element('option', '')
    option.value = value
    return option
  })
  select.append(...options)
  select.addEventListener('change', () => {
    if (isWish(select.value)) wish(select.value)
  })
  const root = element('label', 'live-ways', label, select)
  return {
    root,
    paint: (view) => {
      root.hidden = view.watch.at === 'ended'
      setText(label, say('way'))
      for (const [index, wish] of WISHES.entries()) {
        const option = options[index]
        if (option) setText(option, say(`way_${wish}`))
      }
    },
  }
}

export const createPanel = (screen: Screen, events: PanelEvents): Panel => {
  const mark = createMark()
  const status = element('p', 'live-status')
  const picture = element('div', 'live-screen', screen.canvas, screen.video, mark.root, status)
  const told = element('p', 'unseen')
  told.setAttribute('role', 'status')
  const badge = element('span', 'badge')
  const age = element('span', 'live-age digits')
  const way = element('span', 'hint')
  const recording = element('span', 'badge')
  const talk = createTalkButton(
    () => events.press(),
    () => events.release(),
  )
  const note = element('p', 'hint live-note')
  note.setAttribute('role', 'status')
  let isListening = false
  const listen = button('button', () => events.listen(!isListening))
  const ways = createWays((wish) => events.wish(wish))
  const stop = button('button', () => events.leave())
  const again = button('button main', () => events.again())
  const root = element('section', 'live')
  const full = button('button', () => {
    const turned = document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()
    turned.catch(() => undefined)
  })
  const facts = element('div', 'live-facts row', badge, age, recording, way)
  const buttons = element('div', 'live-buttons row', ...talk.parts, listen, ways.root, full, stop, again)
  root.append(picture, told, facts, buttons, note)

  const paintFacts = (view: View): void => {
    const isShowing = view.watch.at === 'showing'
    badge.hidden = !isShowing && !isMarked(view)
    badge.classList.toggle('good', isShowing)
    badge.classList.toggle('bad', !isShowing)
    setText(badge, say(isShowing ? 'live' : 'stale'))
    setText(age, view.pictured && view.age !== undefined ? say('age', { age: sayAge(view.age) }) : '')
    recording.hidden = !view.recording || !isShowing
    recording.classList.add('warn')
    setText(recording, say('recording'))
    const { name, why } = wayOf(view)
    setText(way, why === '' ? name : `${name} · ${why}`)
  }

  const paintButtons = (view: View): void => {
    const isEnded = view.watch.at === 'ended'
    isListening = view.talk.wantsToListen
    talk.paint(isEnded ? { ...view.talk, allowed: false } : view.talk)
    listen.hidden = !view.talk.allowed || isEnded
    listen.setAttribute('aria-pressed', String(isListening))
    setText(listen, say('listen'))
    setText(note, isEnded ? '' : talkNote(view.talk))
    full.hidden = isEnded || !document.fullscreenEnabled
    setText(full, say('full'))
    stop.hidden = isEnded
    again.hidden = !isEnded
    setText(stop, say('stop'))
    setText(again, say('again'))
  }

  return {
    root,
    paint: (view) => {
      root.dataset['watch'] = view.watch.at
      root.dataset['way'] = view.way?.way ?? ''
      screen.canvas.setAttribute('role', 'img')
      screen.canvas.setAttribute('aria-label', say('picture'))
      screen.video.setAttribute('aria-label', say('picture'))
      const text = statusOf(view)
      status.hidden = text === ''
      setText(status, text)
      setText(told, toldOf(view))
      mark.paint(view)
      ways.paint(view)
      paintFacts(view)
      paintButtons(view)
    },
  }
}
