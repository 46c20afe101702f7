// The owner's doors in this browser: which there are (the book says), which one is shown, and what they are told and
// heard over the one line.

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { PublicJwk, VerifyKey } from '#protocol/keys.ts'
import { verifyKey } from '#protocol/keys.ts'
import { parseTopic } from '#protocol/topics.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'
import type { Line } from '../line/line.ts'
import type { KeptDoor } from './doors/door.ts'
import { filtersOf } from './doors/topics.ts'
import { retryAfter } from './retry.ts'

/** Words of one door that wait to be opened; more than this is a flood, and is dropped. */
const WAITING_MOST = 1000

/** Longer than four seconds nobody waits for a door that was paired just now. */
const REFUSALS_COUNTED = 4

export interface House {
  readonly doors: ReadonlySignal<readonly KeptDoor[]>
  readonly door: ReadonlySignal<KeptDoor | undefined>
  readonly choose: (door: DoorId) => void
  readonly hear: (topic: string, payload: string, retained: boolean) => void
  /** Filters of all that is to be heard now. */
  wanted(): readonly string[]
  /** Subscribes to what is to be heard on a fresh line and is not yet. */
  attach(line: Line): Promise<void>
  /** The doors with these keys, and no others. */
  follow(doors: readonly PublicJwk[]): Promise<void>
  close(): void
}

export interface HouseParts {
  readonly owner: Thumbprint
  readonly make: (key: VerifyKey) => KeptDoor
  readonly chosenBefore: string | undefined
  readonly chosen: (door: DoorId) => void
}

interface Room {
  readonly door: KeptDoor
  turn: Promise<void>
  waiting: number
}

export const createHouse = ({ owner, make, chosenBefore, chosen }: HouseParts): House => {
  const rooms = new Map<DoorId, Room>()
  const doors = signal<readonly KeptDoor[]>([])
  const wish = signal(chosenBefore)
  const door = computed(() => doors.value.find(({ id }) => id === wish.value) ?? doors.value[0])
  let line: Line | undefined
  let heard = new Set<string>()
  let turn: Promise<void> = Promise.resolve()

  const all = (): readonly string[] => doors.value.flatMap(({ id }) => filtersOf(id, owner, id === door.value?.id))

  let failures = 0
  let again: ReturnType<typeof setTimeout> | undefined
  /** A door that was paired a moment ago has not told its bridge yet whose it is. */
  const tryLater = (refused: number): void => {
    clearTimeout(again)
    if (refused === 0) {
      failures = 0
      return
    }
    const wait = retryAfter(Math.min(failures, REFUSALS_COUNTED), Math.random())
    again = setTimeout(() => {
      subscribeInTurn().catch(() => undefined)
    }, wait)
    failures += 1
  }

  const subscribe = async (): Promise<void> => {
    const to = line
    if (!to?.isOpen) return
    const wanted = new Set(all())
    const [more, less] = [[...wanted].filter((one) => !heard.has(one)), [...heard].filter((one) => !wanted.has(one))]
    heard = wanted
    if (less.length > 0) await to.unsubscribe(less)
    const refused = more.length > 0 ? await to.subscribe(more) : []
    for (const one of refused) heard.delete(one)
    tryLater(refused.length)
    // Not waited for: the door is heard, whatever of its past is still missing.
    door.value?.journal.catchUp().catch(() => undefined)
  }
  /** In turn: a bridge sees one list of topics grow and shrink, not two. */
  const subscribeInTurn = (): Promise<void> => {
    turn = turn.then(subscribe).catch(() => line?.close())
    return turn
  }
  const stop = effect(() => {
    // Read here, or nobody would be told of a change.
    if (doors.value.length === 0 || door.value === undefined) return
    subscribeInTurn().catch(() => undefined)
  })

  const hear: House['hear'] = (topic, payload, retained) => {
    const parsed = parseTopic(topic)
    const room = parsed && rooms.get(parsed.slots.door as DoorId)
    if (!parsed || !room || room.waiting >= WAITING_MOST) return
    room.waiting += 1
    room.turn = room.turn
      .then(() => room.door.hear(parsed.name, payload, retained))
      .catch(() => undefined)
      .finally(() => {
        room.waiting -= 1
      })
  }
  return {
    doors,
    door,
    hear,
    wanted: all,
    choose: (id) => {
      wish.value = id
      chosen(id)
    },
    attach: async (fresh) => {
      line = fresh
      heard = new Set(fresh.listens)
      await subscribeInTurn()
    },
    follow: async (jwks) => {
      const keys = await Promise.all(jwks.map(verifyKey))
      const wanted = new Set(keys.map(({ thumbprint }) => thumbprint))
      for (const id of [...rooms.keys()]) if (!wanted.has(id)) rooms.delete(id)
      for (const key of keys) {
        const id = key.thumbprint as DoorId
        if (!rooms.has(id)) rooms.set(id, { door: make(key), turn: Promise.resolve(), waiting: 0 })
      }
      const next = [...rooms.values()].map(({ door: one }) => one)
      const isSame = next.length === doors.value.length && next.every((one, at) => one === doors.value[at])
      if (!isSame) doors.value = next
    },
    close: () => {
      clearTimeout(again)
      stop()
    },
  }
}
