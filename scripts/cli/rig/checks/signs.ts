// What the rig cannot measure: light, buzzer, infrared. Somebody looks and listens. Pure.

import type { PinName } from '#hardware/contract/pins.ts'
import { millis } from '#protocol/units.ts'
import { type Ask, type Check, type Deed, good, type PartTest, type Verdict, type Wrong, wrong } from '../part.ts'

const AT_ONCE = millis(200)

const asked = (deed: Deed, ask: Ask, what: Wrong, pin: PinName): Check => {
  const verdict: Verdict = { ask, yes: good(), no: wrong(what, [pin]) }
  return { deeds: [deed], within: AT_ONCE, look: () => undefined, late: () => verdict }
}

const DARK: Deed = { do: 'show', light: false, sound: false }
const OFF: Deed = { do: 'power', camera: false, infrared: false }

export const LIGHT_TEST: PartTest = {
  needs: ['firmware'],
  checks: [asked({ do: 'show', light: true, sound: false }, 'light', 'light_dark', 'statusLed')],
  after: [DARK],
}
export const BUZZER_TEST: PartTest = {
  needs: ['firmware'],
  checks: [asked({ do: 'show', light: false, sound: true }, 'buzzer', 'buzzer_mute', 'buzzer')],
  after: [DARK],
}
export const INFRARED_TEST: PartTest = {
  needs: ['firmware'],
  checks: [asked({ do: 'power', camera: false, infrared: true }, 'infrared', 'infrared_dark', 'infrared')],
  after: [OFF],
}
