// A story as a person reads it: a headline, its times, and chips for what stands out.

import type { Entry } from '#protocol/entry.ts'
import { ALARM_NAMES, SIGHT_NAMES } from '#protocol/names.ts'
import { explain } from '#protocol/refusals.ts'
import { showSpan } from '#protocol/shown.ts'
import { describeHappening } from '#protocol/story/sentence.ts'
import type { Filmed, Story, VisitStory, WatchStory } from '#protocol/story/story.ts'
import type { Language } from '#protocol/text.ts'
import { type GrantId, millis, type Thumbprint } from '#protocol/units.ts'
import type { TABLE } from './words.ts'

export interface Chip {
  readonly text: string
  readonly is: 'good' | 'warn' | 'bad' | ''
}

export interface Told {
  readonly title: string
  /** Times, in their order. */
  readonly times: readonly string[]
  readonly chips: readonly Chip[]
  /** A sentence more, where there is one. */
  readonly why?: string
}

export interface Listener {
  readonly say: (key: keyof typeof TABLE, slots?: Readonly<Record<string, string | number>>) => string
  readonly language: Language
  readonly zone: string
  /** A name, or the beginning of the thumbprint. */
  readonly nameOf: (key: Thumbprint | undefined, grants?: readonly GrantId[]) => string
  readonly jobOf: (grants: readonly GrantId[]) => string | undefined
  /** "10:00:05" */
  readonly clock: (at: number) => string
}

const chip = (text: string, is: Chip['is'] = ''): Chip => ({ text, is })

const filmChips = (films: readonly Filmed[], { say, language }: Listener): Chip[] => {
  if (films.length === 0) return []
  const lasts = millis(films.reduce((sum, film) => sum + (film.lasts ?? 0), 0))
  const runs = films.some(({ ended }) => ended === undefined)
  return [
    runs ? chip(say('chip_filming'), 'warn') : chip(say('chip_film', { span: showSpan(lasts, language) })),
    ...(films.some(({ brokeOff }) => brokeOff) ? [chip(say('chip_broke_off'), 'warn')] : []),
    ...(films.some(({ dropped }) => dropped) ? [chip(say('chip_dropped'), 'bad')] : []),
  ]
}

const visitor = ({ holder, slot, grants, asked }: VisitStory, { say, nameOf }: Listener): string => {
  if (slot !== undefined) return say('pin', { slot })
  return holder === undefined && asked !== undefined ? say('somebody') : nameOf(holder, grants)
}

const visit = (story: VisitStory, listener: Listener): Told => {
  const { say, clock, language, jobOf } = listener
  const { asked, opened, doorOpened, doorShut, locked, lasted, code, alarms, clips, ending, via, grants } = story
  const steps = { asked, opened, door_opened: doorOpened, door_shut: doorShut, locked }
  const times = Object.entries(steps).flatMap(([key, at]) =>
    at === undefined ? [] : [say(key as keyof typeof steps, { at: clock(at) })],
  )
  const job = jobOf(grants)
  const isUnknown = asked === undefined && story.holder === undefined
  return {
    title: isUnknown ? say('visit_unknown') : say(`visit_${ending}`, { who: visitor(story, listener) }),
    times: lasted === undefined ? times : [...times, showSpan(lasted, language)],
    chips: [
      ...(job === undefined ? [] : [chip(say('chip_job', { job }))]),
      ...(via === 'local' ? [chip(say('chip_local'))] : []),
      ...filmChips(clips, listener),
      ...alarms.map(({ alarm, off }) => chip(ALARM_NAMES[alarm][language], off === undefined ? 'bad' : 'warn')),
    ],
    ...(code === undefined ? {} : { why: explain(code, language) }),
  }
}

const watch = ({ holder, ending, begun, at, lasted, way, spoke, listened }: WatchStory, listener: Listener): Told => {
  const { say, clock, language, nameOf } = listener
  return {
    title: say(`watch_${ending}`, { who: nameOf(holder) }),
    times: [
      clock(begun ?? at),
      ...(lasted === undefined ? [] : [say('for_span', { span: showSpan(lasted, language) })]),
    ],
    chips: [
      ...(way === undefined ? [] : [chip(say(`chip_${way}`))]),
      ...(spoke ? [chip(say('chip_spoke'), 'warn')] : []),
      ...(listened ? [chip(say('chip_listened'), 'warn')] : []),
    ],
  }
}

/** From when to when, or that it is not over. */
const span = (from: number, to: number | undefined, { say, clock, language }: Listener): readonly string[] =>
  to === undefined
    ? [say('since', { at: clock(from) }), say('still_on')]
    : [clock(from), say('for_span', { span: showSpan(millis(Math.max(0, to - from)), language) })]

export const tellStory = (story: Story, listener: Listener): Told => {
  const { say, clock, language, zone, nameOf } = listener
  const times = [clock(story.at)]
  switch (story.kind) {
    case 'visit':
      return visit(story, listener)
    case 'watch':
      return watch(story, listener)
    case 'refusals': {
      const { code, holder, count, until } = story
      const who = holder === undefined ? say('stranger') : nameOf(holder)
      const last = until === undefined || until === story.at ? [] : [clock(until)]
      const title = say(count === 1 ? 'refused_once' : 'refused_often', { who, count })
      return { title, times: [...times, ...last], chips: [chip(code, 'warn')], why: explain(code, language) }
    }
    case 'alarm': {
      const title = say('alarm', { alarm: ALARM_NAMES[story.alarm][language] })
      const chips = story.off === undefined ? [chip(say('still_on'), 'bad')] : []
      return { title, times: span(story.on, story.off, listener), chips }
    }
    case 'film':
      return { title: say(`film_${story.why}`), times, chips: filmChips([story], listener) }
    case 'outage': {
      const { what, sight, at, until } = story
      const title =
        what === 'camera'
          ? say('outage_camera', { sight: sight ? SIGHT_NAMES[sight][language] : '' })
          : say(`outage_${what}`)
      return {
        title,
        times: span(at, until, listener),
        chips: until === undefined ? [chip(say('still_on'), 'bad')] : [],
      }
    }
    case 'moved':
      return { title: say(story.inside ? 'moved_inside' : 'moved_hand'), times, chips: [] }
    case 'lock': {
      const locked = story.locked === undefined ? [] : [say('locked', { at: clock(story.locked) })]
      return { title: say('locking', { who: nameOf(story.holder) }), times: [...times, ...locked], chips: [] }
    }
    case 'change':
    case 'note':
      return {
        title: describeHappening(story.what, { language, zone, nameOf: (key) => nameOf(key as Thumbprint) }),
        times,
        chips: [],
      }
  }
}

/** Clips that belong to a story, in their order. */
export const clipsOf = (story: Story): readonly Filmed[] =>
  story.kind === 'visit' ? story.clips : story.kind === 'film' ? [story] : []

/** Entries of a story, of those that are held. */
export const entriesOf = ({ entries }: Story, held: readonly Entry[]): readonly Entry[] => {
  const first = held[0]?.n ?? 0
  return entries.flatMap((n) => held[n - first] ?? [])
}
