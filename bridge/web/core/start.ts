// What is wired to what in the owner's app.

import { effect, signal } from '@preact/signals'
import { HausrechtError } from '#protocol/fault.ts'
import { freshId } from '#protocol/ids.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { type DoorId, epochMs } from '#protocol/units.ts'
import { createBook, type KeptBook } from './book/keep.ts'
import { checkBridge, meetBridge } from './bridge.ts'
import { connect } from './connecting.ts'
import { get, put } from './database.ts'
import { createDoor } from './doors/door.ts'
import { keepDoors, keptDoors } from './doors/kept.ts'
import { ownedDoors } from './doors/owned.ts'
import { createHouse } from './house.ts'
import { createHttp } from './http.ts'
import { createShelf } from './journal/shelf.ts'
import { type KeptKey, ownerKey } from './keys/store.ts'
import { createLink, wakeWithPage } from './link.ts'
import type { Face, OwnerApp } from './owner-app.ts'
import { pair } from './pairing.ts'
import { createTime } from './time.ts'
import { wipe } from './wipe.ts'
import { language } from './words.ts'

const CHOSEN = 'chosen'
const LANGUAGE = 'language'
const WORDS_CHECKED = 'words-checked'

/** Not the network's fault, and not mended by waiting. */
const LASTING = ['bridge_changed', 'link_refused']

/** In the book when nothing else is: who comes with a key that was paired elsewhere goes straight in. */
const addFirst = async (book: KeptBook, keys: readonly VerifyKey[], at: number, first: string): Promise<void> => {
  if (keys.length === 0 || book.contents.value.doors.length > 0) return
  const name = keys.length === 1 ? first : ''
  const doors = keys.map(({ thumbprint, jwk }) => ({ id: thumbprint as DoorId, key: jwk, name, at: epochMs(at) }))
  await book.change((contents) => ({ ...contents, doors }))
}

export const startApp = async (database: IDBDatabase, kept: KeptKey, face: Face): Promise<OwnerApp> => {
  const key = ownerKey(kept)
  const owner = key.signing
  const time = createTime(() => Date.now())
  const [bridge, mine, chosenBefore, checked, doorsBefore] = await Promise.all([
    meetBridge(database, time),
    verifyKey(owner.jwk),
    get(database, 'kept', CHOSEN),
    get(database, 'kept', WORDS_CHECKED),
    keptDoors(database),
  ])
  const http = createHttp({ key: owner, bridge: bridge.thumbprint, time })
  const book = createBook({ database, key, http, now: time.now, self: face.self })
  const found = signal<readonly VerifyKey[]>([])
  const trouble = signal<string | undefined>(undefined)
  const wordsChecked = signal(checked === true)
  const suffix = freshId()

  const house = createHouse({
    owner: owner.thumbprint,
    chosenBefore: typeof chosenBefore === 'string' ? chosenBefore : undefined,
    chosen: (door) => {
      put(database, 'kept', CHOSEN, door).catch(() => undefined)
    },
    make: (door) =>
      createDoor({
        key: door,
        owner,
        ownerKey: mine,
        bridge,
        book,
        http,
        shelf: createShelf(database, door.thumbprint as DoorId),
        line: () => link.line(),
        now: time.now,
        ownAhead: time.ahead,
        unnamed: face.unnamedDoor,
      }),
  })

  await house.follow(doorsBefore)

  const look = async (): Promise<void> => {
    await book.synchronise()
    const owned = await ownedDoors(http, { owner: owner.thumbprint, bridge: bridge.thumbprint })
    await addFirst(book, owned, time.now(), face.firstDoor())
    const known = new Set<string>(book.contents.value.doors.map(({ id }) => id))
    found.value = owned.filter(({ thumbprint }) => !known.has(thumbprint))
  }
  let lookedOnce: () => void
  const firstLook = new Promise<void>((resolve) => {
    lookedOnce = resolve
  })

  const link = createLink({
    open: async () => {
      const [ready, listen] = [checkBridge(bridge, time), house.wanted()]
      const who = { key: owner, bridge: bridge.thumbprint, now: time.now, suffix, ready, listen }
      try {
        return await connect(who, house.hear)
      } catch (error) {
        // That no bridge or another one answers tells more than that there is no connection.
        await ready
        throw error
      }
    },
    up: async (line) => {
      trouble.value = undefined
      // Not waited for: who owns no door yet has no session, and what is signed counts without one.
      look()
        .catch(() => undefined)
        .finally(() => lookedOnce())
      await house.attach(line)
    },
    trouble: (error) => {
      lookedOnce()
      const code = error instanceof HausrechtError ? error.code : 'page_broken'
      trouble.value = LASTING.includes(code) ? code : undefined
    },
    random: Math.random,
  })
  const unwake = wakeWithPage(link)
  // The service worker speaks it, too, and sees nothing of a page's choices.
  const unspeak = effect(() => {
    put(database, 'kept', LANGUAGE, language.value).catch(() => undefined)
  })
  const unfollow = effect(() => {
    if (!book.isOpen.value) return
    const keys = book.contents.value.doors.map((door) => door.key)
    house.follow(keys).catch(() => undefined)
    keepDoors(database, keys).catch(() => undefined)
  })
  const opened = book.load()
  // Without a door there is nothing to show meanwhile.
  if (doorsBefore.length === 0) {
    // A book that cannot be read is told by its standing: the owner must still get in.
    await opened.catch(() => undefined)
    await house.follow(book.contents.value.doors.map((door) => door.key))
  }

  return {
    key,
    bridge: bridge.jwk,
    bridgeId: bridge.thumbprint,
    link: link.state,
    doors: house.doors,
    door: house.door,
    choose: house.choose,
    book,
    http,
    now: () => {
      const door = house.door.value
      return door?.isTimeKnown() === true ? epochMs(Math.round(Date.now() + door.ahead.value)) : time.now()
    },
    go: face.go,
    tell: face.tell,
    found,
    trouble,
    firstLook,
    wordsChecked,
    noteWordsChecked: async () => {
      await put(database, 'kept', WORDS_CHECKED, true)
      wordsChecked.value = true
    },
    addDoor: async ({ thumbprint, jwk }, name) => {
      const id = thumbprint as DoorId
      await book.change((contents) => ({
        ...contents,
        doors: [...contents.doors.filter((door) => door.id !== id), { id, key: jwk, name, at: time.now() }],
      }))
      found.value = found.value.filter((one) => one.thumbprint !== thumbprint)
    },
    pair: (code, step, signal) => pair({ code, bridge, owner, now: time.now, step, signal }),
    wipe: async () => {
      unwake()
      unfollow()
      unspeak()
      house.close()
      link.stop()
      book.close()
      await wipe(database, http)
    },
  }
}
