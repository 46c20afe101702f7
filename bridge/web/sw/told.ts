// A push message as a notification. Pure. Names come from the owner's own book in this browser, the picture from the
// owner's own key; neither was in anybody's hands on the way.

import { ALARM_NAMES } from '#protocol/names.ts'
import type { PushMessage } from '#protocol/push.ts'
import { explain } from '#protocol/refusals.ts'
import { fill } from '#protocol/text.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { BookContents } from '../core/book.ts'
import type { Language } from '../core/words.ts'
import type { ShownOptions } from './scope.ts'
import { NOTICE_TEXTS, PIECES, TITLES } from './words.ts'

export interface Telling {
  readonly language: Language
  readonly book: BookContents
  readonly self: Thumbprint | undefined
  /** As a data: address, already opened. */
  readonly picture: string | undefined
  readonly now: number
}

export interface Notified {
  readonly title: string
  readonly options: ShownOptions & { readonly data: { readonly path: string } }
}

const ICON = '/icon-192.png'
/** Older than this, the time is said. */
const JUST_NOW = 2 * 60_000

const LOOKED_AT_DOOR: ReadonlySet<PushMessage['kind']> = new Set(['visitor', 'alarm', 'offline', 'test'])

export const notificationOf = (message: PushMessage, telling: Telling): Notified => {
  const { kind, at } = message
  const { language, picture, now } = telling
  const urgent = kind === 'alarm' || kind === 'bridge'
  const title = TITLES[kind][language]
  const timed =
    Math.abs(now - at) < JUST_NOW ? title : fill(PIECES.at_time[language], { text: title, time: timeOf(at, telling) })
  return {
    title: timed,
    options: {
      body: bodyOf(message, telling),
      tag: tagOf(message),
      renotify: kind !== 'closed',
      requireInteraction: urgent,
      lang: language,
      icon: ICON,
      badge: ICON,
      timestamp: at,
      ...(picture !== undefined && { image: picture }),
      data: { path: LOOKED_AT_DOOR.has(kind) ? '/' : '/timeline' },
    },
  }
}

/** What came cannot be read: browsers take a subscription away from whoever shows nothing. */
export const unreadable = (language: Language): Notified => ({
  title: 'Hausrecht',
  options: { body: PIECES.unreadable[language], tag: 'unreadable', lang: language, icon: ICON, data: { path: '/' } },
})

const timeOf = (at: number, { language, now }: Telling): string => {
  const day = new Date(at).toDateString() === new Date(now).toDateString() ? {} : ({ dateStyle: 'short' } as const)
  return new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { timeStyle: 'short', ...day }).format(at)
}

const bodyOf = (message: PushMessage, telling: Telling): string => {
  const { language } = telling
  const what = [
    message.alarm && `${capital(ALARM_NAMES[message.alarm][language])}.`,
    message.notice && NOTICE_TEXTS[message.notice][language],
    message.code && explain(message.code, language),
  ]
  const who = nameOf(message.holder, telling)
  const where = telling.book.doors.length > 1 ? doorName(message, telling) : undefined
  return [[who, where].filter(Boolean).join(' · '), ...what].filter(Boolean).join('\n')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const nameOf = (holder: Thumbprint | undefined, { book, self, language }: Telling): string | undefined => {
  if (holder === undefined) return undefined
  if (holder === self) return PIECES.you[language]
  const person = book.people.find(({ id, gone }) => id === holder && !gone)
  return person?.name ? person.name : holder.slice(0, 8)
}

const doorName = ({ door }: PushMessage, { book }: Telling): string =>
  book.doors.find(({ id }) => id === door)?.name || door.slice(0, 8)

/** One visit is one notification that goes on; so is one alarm. */
const tagOf = ({ kind, door, request, alarm, notice }: PushMessage): string => {
  const about = kind === 'visitor' || kind === 'opened' || kind === 'closed' ? request : (alarm ?? notice)
  return [kind === 'closed' ? 'opened' : kind, door, about ?? ''].join('.')
}
