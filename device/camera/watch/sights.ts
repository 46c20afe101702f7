// When what is suspected becomes a sight, and when it ends: each must be seen without a break for its on-time, and be
// away without a break for its off-time. Pure.

import type { CameraSight } from '#protocol/state.ts'
import { CAMERA_SIGHTS } from '#protocol/state.ts'
import { type Millis, seconds } from '#protocol/units.ts'

export type Trouble = Exclude<CameraSight, 'absent' | 'off' | 'clear'>
export const TROUBLES = ['lost', 'frozen', 'covered', 'blinded', 'turned', 'dark'] as const satisfies Trouble[]

/** `weak`: what somebody who stands in the way could cause, too. It must last longer. */
export type Evidence = 'none' | 'weak' | 'strong'
export type EvidenceOf = Readonly<Partial<Record<Trouble, Evidence>>>

interface Times {
  readonly strong: Millis
  readonly weak: Millis
  readonly off: Millis
}

const times = (strong: number, weak: number, off: number): Times => ({
  strong: seconds(strong),
  weak: seconds(weak),
  off: seconds(off),
})

/** Chosen so that the alarm is out within 2 s of the deed: what lies before the first look, and the looks, are added. */
export const TIMES: Readonly<Record<Trouble, Times>> = {
  // Its evidence is a whole second without a picture; this is for a program that was held up itself.
  lost: times(0.2, 0.2, 1),
  frozen: times(1, 1, 1),
  covered: times(1.2, 5, 1.5),
  blinded: times(1.2, 5, 1.5),
  turned: times(1.4, 6, 2),
  dark: times(2, 2, 2),
}

export type Spell =
  | { readonly is: 'away' }
  /** `strong`: since when the evidence is strong. */
  | { readonly is: 'coming'; readonly since: Millis; readonly strong?: Millis }
  | { readonly is: 'here' }
  | { readonly is: 'going'; readonly since: Millis }

/** `coming`: power was just given, and no picture can be expected yet. */
export type CameraPower = { readonly is: 'on' | 'off' } | { readonly is: 'coming'; readonly since: Millis }

export interface Sights {
  readonly power: CameraPower
  readonly spells: Readonly<Record<Trouble, Spell>>
}

export type SightEvent =
  /** What is not named was not looked at, and stays as it is. */
  | { readonly what: 'judged'; readonly evidence: EvidenceOf; readonly now: Millis }
  /** The camera's rail as measured. */
  | { readonly what: 'power'; readonly on: boolean; readonly now: Millis }

export interface SightEffect {
  readonly trouble: Trouble
  readonly on: boolean
}

export interface Reduced {
  readonly state: Sights
  readonly effects: readonly SightEffect[]
}

/** A USB camera is found, opened and delivers within this, or it is lost. */
export const START_WITHIN = seconds(5)

const AWAY: Spell = { is: 'away' }
const HERE: Spell = { is: 'here' }
const NOTHING: Sights['spells'] = { lost: AWAY, frozen: AWAY, covered: AWAY, blinded: AWAY, turned: AWAY, dark: AWAY }

export const sightsAtFirst = (now: Millis): Sights => ({ power: { is: 'coming', since: now }, spells: NOTHING })

const isHere = ({ is }: Spell): boolean => is === 'here' || is === 'going'

/** The worst that is present; `off` until there is something to be seen. */
export const sightOf = ({ power, spells }: Sights): CameraSight => {
  if (power.is !== 'on') return 'off'
  return CAMERA_SIGHTS.find((sight) => sight in spells && isHere(spells[sight as Trouble])) ?? 'clear'
}

const arriving = (spell: Spell, evidence: 'weak' | 'strong', { strong, weak }: Times, now: Millis): Spell => {
  if (spell.is === 'here') return spell
  if (spell.is === 'going') return HERE
  const since = spell.is === 'coming' ? spell.since : now
  const strongSince = evidence === 'strong' ? ((spell.is === 'coming' ? spell.strong : undefined) ?? now) : undefined
  if (now - since >= weak || (strongSince !== undefined && now - strongSince >= strong)) return HERE
  if (spell.is === 'coming' && spell.strong === strongSince) return spell
  return { is: 'coming', since, ...(strongSince === undefined ? {} : { strong: strongSince }) }
}

const leaving = (spell: Spell, { off }: Times, now: Millis): Spell => {
  switch (spell.is) {
    case 'away':
    case 'coming':
      return AWAY
    case 'here':
      return { is: 'going', since: now }
    case 'going':
      return now - spell.since >= off ? AWAY : spell
  }
}

/** Without pictures nothing else can be judged: what was about to come or go starts anew with the next one. */
const held = (spell: Spell): Spell => {
  if (spell.is === 'coming') return AWAY
  return spell.is === 'going' ? HERE : spell
}

const changed = (state: Sights, power: CameraPower, spells: Sights['spells']): Reduced => {
  const same = TROUBLES.every((trouble) => state.spells[trouble] === spells[trouble])
  if (same && power === state.power) return { state, effects: [] }
  const effects = TROUBLES.filter((trouble) => isHere(state.spells[trouble]) !== isHere(spells[trouble])).map(
    (trouble) => ({ trouble, on: isHere(spells[trouble]) }),
  )
  return { state: { power, spells }, effects }
}

const judge = (state: Sights, evidence: EvidenceOf, now: Millis): Reduced => {
  const spells = { ...state.spells }
  for (const trouble of TROUBLES) {
    const found = evidence[trouble]
    const spell = spells[trouble]
    if (found !== undefined) {
      const { [trouble]: its } = TIMES
      spells[trouble] = found === 'none' ? leaving(spell, its, now) : arriving(spell, found, its, now)
    } else if (evidence.lost === 'strong') spells[trouble] = held(spell)
  }
  return changed(state, ON, spells)
}

const ON: CameraPower = { is: 'on' }
const OFF: CameraPower = { is: 'off' }

const judged = (state: Sights, evidence: EvidenceOf, now: Millis): Reduced => {
  switch (state.power.is) {
    case 'off':
      return { state, effects: [] }
    case 'coming': {
      const waiting = evidence.lost !== 'none' && now - state.power.since < START_WITHIN
      return waiting ? { state, effects: [] } : judge({ ...state, power: ON }, evidence, now)
    }
    case 'on':
      return judge(state, evidence, now)
  }
}

const powered = (state: Sights, on: boolean, now: Millis): Reduced => {
  if (!on) return changed(state, state.power.is === 'off' ? state.power : OFF, NOTHING)
  return state.power.is === 'off' ? changed(state, { is: 'coming', since: now }, NOTHING) : { state, effects: [] }
}

export const reduceSights = (state: Sights, event: SightEvent): Reduced => {
  switch (event.what) {
    case 'judged':
      return judged(state, event.evidence, event.now)
    case 'power':
      return powered(state, event.on, event.now)
  }
}
