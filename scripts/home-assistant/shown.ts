// What is shown of a door: its signed words as they come, put on the board while they are fresh and taken back after.

import { isNewer, type KnownState } from '#bridge/web/core/doors/newer.ts'
import type { Language } from '#protocol/text.ts'
import { type EpochMs, epochMs } from '#protocol/units.ts'
import type { Said } from '#scripts/cli/reach/said.ts'
import type { Board } from './board.ts'
import type { HomeRefusal } from './command.ts'
import { ENTITY_NAMES } from './entities.ts'
import { freshState } from './freshness.ts'
import { refusalText } from './refusal.ts'
import type { HomeTopics } from './topics.ts'
import { alarmsMore, type LockValue, UNKNOWN, valuesOf } from './values.ts'
import { NO_VISITS, withEntry } from './visitor.ts'

export interface Shown {
  heard(said: Said): void
  /** The connection to the bridge came or went. */
  linked(up: boolean): void
  /** Looks at the time again. */
  look(): void
  isFresh(): boolean
  refused(code: HomeRefusal): void
}

export interface ShownParts {
  readonly board: Board
  readonly topics: HomeTopics
  readonly language: Language
  readonly now: () => EpochMs
}

export const createShown = ({ board, topics, language, now }: ShownParts): Shown => {
  let known: KnownState | undefined
  let online: boolean | undefined
  let isLinked = false
  let lock: LockValue = UNKNOWN
  let visits = NO_VISITS

  const fresh = () => freshState({ state: known?.claims, online, linked: isLinked }, now())

  const look = (): void => {
    const state = fresh()
    const values = valuesOf(state, lock)
    lock = values.lock
    // Away is said before the values are taken back, and here after they are there.
    if (!state) board.set(topics.fresh, 'offline')
    for (const entity of ENTITY_NAMES) if (entity in values) board.set(topics.value(entity), values[entity as 'lock'])
    board.set(topics.more('alarm'), alarmsMore(state, language))
    if (state) board.set(topics.fresh, 'online')
  }

  const visitors = (said: Extract<Said, { kind: 'journal' }>): void => {
    visits = said.entries.reduce(withEntry, visits)
    if (!visits.last) return
    board.set(topics.value('visitor'), visits.last.code)
    board.set(topics.value('visited'), new Date(visits.last.at).toISOString())
  }

  return {
    look,
    isFresh: () => fresh() !== undefined,
    heard: (said) => {
      if (said.kind === 'presence') online = said.claims.online
      if (said.kind === 'state' && (!known || isNewer(known, said.claims)))
        known = { claims: said.claims, latest: epochMs(Math.max(known?.latest ?? 0, said.claims.at)) }
      if (said.kind === 'journal') visitors(said)
      look()
    },
    linked: (up) => {
      isLinked = up
      if (!up) online = undefined
      look()
    },
    refused: (code) => {
      const at = new Date(now()).toISOString()
      board.set(topics.more('refusal'), JSON.stringify({ text: refusalText(code)[language], at }))
      board.set(topics.value('refusal'), code)
    },
  }
}
