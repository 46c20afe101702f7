// What an owner chooses to be told, changed bit by bit. Pure.

import { PUSH_SILENCE_MOST } from '#protocol/limits.ts'
import type { PushWishes } from '#protocol/push.ts'
import type { EpochMs } from '#protocol/units.ts'

export type Kind = PushWishes['kinds'][number]
export const KINDS: readonly Kind[] = ['visitor', 'opened', 'closed', 'refused', 'offline']

/** Whoever has just said yes to messages wants to know who is at the door. */
export const AT_FIRST: PushWishes = { kinds: ['visitor', 'refused', 'offline'] }

export const withKind = (wishes: PushWishes, kind: Kind, on: boolean): PushWishes => ({
  ...wishes,
  kinds: KINDS.filter((one) => (one === kind ? on : wishes.kinds.includes(one))),
})

const NIGHT = { from: '22:00', to: '07:00' } as const

/** @param zone of this browser; quiet hours that are there keep theirs */
export const withQuiet = (wishes: PushWishes, on: boolean, zone: string): PushWishes => {
  const { quiet, ...rest } = wishes
  return on ? { ...rest, quiet: quiet ?? { ...NIGHT, zone } } : rest
}

export const withHour = (wishes: PushWishes, which: 'from' | 'to', hour: string): PushWishes =>
  wishes.quiet && /^\d\d:\d\d$/.test(hour) ? { ...wishes, quiet: { ...wishes.quiet, [which]: hour } } : wishes

/** Clocks of page and bridge need not be the same to the second. */
const SLACK = 2 * 60_000

/** @param hours undefined: alarms come through again at once */
export const withSilence = (wishes: PushWishes, hours: number | undefined, now: EpochMs): PushWishes => {
  const { alarmsSilentUntil: _until, ...rest } = wishes
  if (hours === undefined) return rest
  const span = Math.min(hours * 3_600_000, PUSH_SILENCE_MOST - SLACK)
  return { ...rest, alarmsSilentUntil: (now + span) as EpochMs }
}

/** Until when alarms are silent; undefined: they come through. */
export const silentUntil = ({ alarmsSilentUntil: until }: PushWishes, now: EpochMs): EpochMs | undefined =>
  until !== undefined && until > now ? until : undefined
