// Which stories are shown, and on which day. Pure: words and names come in.

import type { Story } from '#protocol/story/story.ts'
import type { Told } from './told.ts'

export const KINDS = ['all', 'visits', 'refusals', 'alarms', 'clips', 'watching'] as const
export type Kind = (typeof KINDS)[number]

/** What is of no interest unless everything is asked for, or it is searched. */
const QUIET: ReadonlySet<Story['kind']> = new Set(['note'])

export const isOfKind = (story: Story, kind: Kind): boolean => {
  switch (kind) {
    case 'all':
      return true
    case 'visits':
      return story.kind === 'visit'
    case 'refusals':
      return story.kind === 'refusals' || (story.kind === 'visit' && story.code !== undefined)
    case 'alarms':
      return story.kind === 'alarm' || story.kind === 'outage' || (story.kind === 'visit' && story.alarms.length > 0)
    case 'clips':
      return story.kind === 'film' || (story.kind === 'visit' && story.clips.length > 0)
    case 'watching':
      return story.kind === 'watch'
  }
}

export const isQuiet = (story: Story): boolean => QUIET.has(story.kind)

const flat = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

/** Every word of the search must be somewhere in what is told, or in an id or code. */
export const isMeant = (story: Story, told: Told, search: string): boolean => {
  const words = flat(search)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const ids = [
    ...('request' in story ? [story.request] : []),
    ...(story.kind === 'refusals' || story.kind === 'visit' ? [story.code ?? ''] : []),
    ...('clip' in story ? [story.clip] : []),
    ...(story.kind === 'visit'
      ? [...story.clips.map(({ clip }) => clip), ...story.alarms.map(({ alarm }) => alarm)]
      : []),
    ...(story.kind === 'alarm' ? [story.alarm] : []),
    ...story.entries.slice(0, 1).map(String),
  ]
  const text = flat(
    [told.title, told.why ?? '', ...told.times, ...told.chips.map((chip) => chip.text), ...ids].join(' '),
  )
  return words.every((word) => text.includes(word))
}

export interface Day {
  /** "2026-11-23" by the reader's zone. */
  readonly name: string
  readonly stories: readonly Story[]
}

/** @returns days and their stories, the newest first */
export const byDay = (stories: readonly Story[], dayOf: (at: number) => string): readonly Day[] => {
  const days: { name: string; stories: Story[] }[] = []
  for (const story of [...stories].reverse()) {
    const name = dayOf(story.at)
    const newest = days.at(-1)
    if (newest?.name === name) newest.stories.push(story)
    else days.push({ name, stories: [story] })
  }
  return days
}
