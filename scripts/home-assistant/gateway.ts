// A door in Home Assistant: a holder of its own on one side, the owner's MQTT broker on the other. What it shows is the
// door's signed word while that is fresh; what it asks, the bridge and the door decide as they do of every holder.

import type { Action } from '#protocol/action.ts'
import type { Clock } from '#protocol/clock.ts'
import type { Language } from '#protocol/text.ts'
import { type Millis, seconds } from '#protocol/units.ts'
import { openLine } from '#scripts/cli/reach/line.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import { type Board, createBoard } from './board.ts'
import { type HouseBrokerParts, openHouseBroker } from './broker/session.ts'
import { type HomeRefusal, SETTLING } from './command.ts'
import { type Commander, createCommander } from './commander.ts'
import { discoveryOf } from './discovery.ts'
import { createShown, type Shown } from './shown.ts'
import { stay, whenEnded } from './stay.ts'
import { deviceId, type HomeTopics, homeTopics } from './topics.ts'

/** What happened, for whoever runs the program. */
export type Told =
  | { readonly kind: 'bridge'; readonly up: boolean; readonly detail: string }
  | { readonly kind: 'broker'; readonly up: boolean; readonly detail: string }
  | { readonly kind: 'forged'; readonly topic: string; readonly code: string }
  | { readonly kind: 'asked'; readonly act: 'lock' | 'unlock' }
  | { readonly kind: 'refused'; readonly code: HomeRefusal }

export interface GatewayParts {
  readonly place: Place
  readonly clock: Clock
  readonly broker: Omit<HouseBrokerParts, 'clientId' | 'will'>
  /** What the door is called in Home Assistant. */
  readonly name: string
  readonly language: Language
  readonly version: string
  /** What every grant of the chain allows. */
  readonly may: ReadonlySet<Action>
  /** Does every grant of the chain let it read the journal along? */
  readonly journal: boolean
  /** Home Assistant's discovery prefix, when it is another than its own. */
  readonly discovery?: string | undefined
  /** For how long after a connection to the broker commands are taken for old; `SETTLING` when left out. */
  readonly settling?: Millis
  readonly tell: (told: Told) => void
}

export interface Gateway {
  /** Says that it is away, and ends. */
  close(): Promise<void>
}

interface Desk {
  readonly parts: GatewayParts
  readonly topics: HomeTopics
  readonly board: Board
  readonly shown: Shown
  readonly commander: Commander
}

const LOOK_EACH = seconds(1)
const HEARS = ['presence', 'state'] as const

/** Starts at once, and stays through the loss of either side. */
export const openGateway = (parts: GatewayParts): Gateway => {
  const { place, clock, language, tell, may } = parts
  const topics = homeTopics(place.door, parts.discovery)
  const board = createBoard()
  const shown = createShown({ board, topics, language, now: () => clock.now() })
  const commander = createCommander({
    place,
    clock,
    may,
    settling: parts.settling ?? SETTLING,
    isFresh: () => shown.isFresh(),
    asked: (act) => tell({ kind: 'asked', act }),
    refused: (code) => {
      tell({ kind: 'refused', code })
      shown.refused(code)
    },
  })
  board.set(topics.config, JSON.stringify(discoveryOf({ ...parts, door: place.door }, topics)))
  shown.look()
  const desk = { parts, topics, board, shown, commander }
  const stopLooking = clock.every(LOOK_EACH, () => shown.look())
  const toBridge = stay(
    clock,
    (ended) => bridgeOnce(desk, ended),
    (detail) => tell({ kind: 'bridge', up: false, detail }),
  )
  const toBroker = stay(
    clock,
    (ended) => brokerOnce(desk, ended),
    (detail) => tell({ kind: 'broker', up: false, detail }),
  )
  return {
    close: async () => {
      stopLooking()
      await commander.idle()
      await toBridge.end()
      await toBroker.end()
    },
  }
}

/** One connection to the bridge, to its end. @returns why it ended */
const bridgeOnce = async ({ parts, shown }: Desk, ended: AbortSignal): Promise<string> => {
  const { place, clock, tell, journal } = parts
  const line = await openLine(
    place,
    journal ? [...HEARS, 'journal'] : HEARS,
    () => clock.now(),
    (said) => {
      if (said.kind === 'forged') tell(said)
      shown.heard(said)
    },
  )
  try {
    shown.linked(true)
    tell({ kind: 'bridge', up: true, detail: place.bridge.mqtt })
    return await Promise.race([line.closed, whenEnded(ended)])
  } finally {
    shown.linked(false)
    await line.close()
  }
}

/** One connection to the owner's broker, to its end. @returns why it ended */
const brokerOnce = async ({ parts, topics, board, commander }: Desk, ended: AbortSignal): Promise<string> => {
  const will = { topic: topics.gateway, payload: 'offline' }
  const broker = await openHouseBroker({ ...parts.broker, clientId: deviceId(parts.place.door), will })
  try {
    commander.up()
    broker.onMessage((message) => {
      if (message.topic === topics.command) commander.take(message, broker)
    })
    await broker.subscribe(topics.command)
    board.set(topics.gateway, 'online')
    board.onto(broker)
    parts.tell({ kind: 'broker', up: true, detail: parts.broker.url })
    const reason = await Promise.race([broker.closed, whenEnded(ended)])
    if (ended.aborted) {
      board.set(topics.gateway, 'offline')
      await board.settled()
    }
    return reason
  } finally {
    board.off()
    await broker.close()
  }
}
