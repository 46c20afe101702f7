// The button to talk with: held by finger, mouse, space or enter; or switched on and off by those who cannot hold.

import { button, element, setText } from './element.ts'
import { isSpeaking, type Talk } from './talk.ts'
import { say } from './words.ts'

export interface TalkButton {
  readonly parts: readonly HTMLElement[]
  paint(talk: Talk): void
}

const HOLDING_KEYS: readonly string[] = [' ', 'Enter']

export const createTalkButton = (press: () => void, release: () => void): TalkButton => {
  const talk = button('button live-talk')
  const box = element('input', '')
  box.type = 'checkbox'
  const boxText = element('span', '')
  const hold = element('label', 'check live-hold', box, boxText)
  let isOn = false
  const isHeld = (): boolean => !box.checked

  talk.addEventListener('pointerdown', (event) => {
    if (!isHeld() || event.button !== 0) return
    talk.setPointerCapture(event.pointerId)
    press()
  })
  for (const name of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur'] as const) {
    talk.addEventListener(name, () => {
      if (isHeld()) release()
    })
  }
  talk.addEventListener('keydown', (event) => {
    if (!isHeld() || !HOLDING_KEYS.includes(event.key)) return
    event.preventDefault()
    if (!event.repeat) press()
  })
  talk.addEventListener('keyup', (event) => {
    if (isHeld() && HOLDING_KEYS.includes(event.key)) release()
  })
  talk.addEventListener('click', () => {
    if (isHeld()) return
    if (isOn) release()
    else press()
  })
  talk.addEventListener('contextmenu', (event) => event.preventDefault())
  box.addEventListener('change', release)

  return {
    parts: [talk, hold],
    paint: (now) => {
      isOn = now.pressed !== undefined
      talk.hidden = !now.allowed
      hold.hidden = !now.allowed
      talk.disabled = now.busy || now.microphone === 'missing'
      talk.setAttribute('aria-pressed', String(isOn))
      talk.classList.toggle('speaking', isSpeaking(now))
      setText(talk, isSpeaking(now) ? say('talking') : say(box.checked ? 'talk_toggle' : 'talk'))
      setText(boxText, say('hold'))
    },
  }
}

/** What is in the way of talking, or that it works. */
export const talkNote = (talk: Talk): string => {
  if (!talk.allowed) return ''
  if (talk.busy) return say('talk_busy')
  switch (talk.microphone) {
    case 'asking':
      return say('talk_asking')
    case 'denied':
      return say('talk_denied')
    case 'missing':
      return say('talk_missing')
    case 'open':
    case 'shut':
      return isSpeaking(talk) ? say('talking') : ''
  }
}
