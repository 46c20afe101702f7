// Stands in for uvu while the tests run (tally-hook.mjs puts it there) and passes every call on to it.
// Counts what was registered, started and passed, because uvu itself ends well when a `run()` is missing,
// a `before` hook throws or a test throws a string. Sets a time limit on every test and hook.

import type { Callback, Test } from 'uvu'
import * as uvu from 'uvu'
import type { SuiteBook } from './book.ts'

export { exec } from 'uvu'

type Context = Record<string, unknown>

/** Told of each step; the worker passes it on to its parent. */
export interface Listener {
  started(test: string): void
  passed(): void
  problem(text: string): void
}

const silent: Listener = { started: () => {}, passed: () => {}, problem: () => {} }
// Taken once, so that a test that replaces them cannot stop its own clock.
const { setTimeout, clearTimeout } = globalThis

let listener = silent
let limit = 60_000
let books = new Map<object, SuiteBook>()

/** Starts an empty tally: everything registered from here on belongs to the next file. */
export function openTally(to: Listener, limitMs: number): void {
  listener = to
  limit = limitMs
  books = new Map()
}

/** The suites seen since `openTally`. */
export const readTally = (): SuiteBook[] => [...books.values()]

function bookOf(key: object, name: string): SuiteBook {
  const known = books.get(key)
  if (known !== undefined) return known
  const book = { name: name || 'test', registered: 0, started: 0, passed: 0, runs: 0, skipped: [], only: [] }
  books.set(key, book)
  return book
}

/** uvu cannot print what is not an Error, and then counts the test as neither passed nor failed. */
const asError = (thrown: unknown): Error =>
  thrown instanceof Error
    ? thrown
    : new Error(`threw ${typeof thrown} ${String(thrown)}, not an Error`, { cause: thrown })

async function within(what: string, work: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${limit / 1000} s`)), limit)
  })
  try {
    await Promise.race([work(), late])
  } catch (thrown) {
    throw asError(thrown)
  } finally {
    clearTimeout(timer)
  }
}

function watchHook<T>(what: string, hook: Callback<T>): Callback<T> {
  return async (context) => {
    try {
      await within(what, () => hook(context))
    } catch (thrown) {
      const error = asError(thrown)
      listener.problem(`${what} failed: ${error.stack ?? error.message}`)
      throw error
    }
  }
}

function watchTest<T>(book: SuiteBook, title: string, handler: Callback<T>): Callback<T> {
  return async (context) => {
    book.started += 1
    listener.started(`${book.name}: ${title}`)
    await within('the test', () => handler(context))
    book.passed += 1
    listener.passed()
  }
}

function watch<T>(real: Test<T>, name: string): Test<T> {
  const open = (): SuiteBook => bookOf(real, name)
  const where = (hook: string): string => `${hook} of suite "${name}"`
  const register = (title: string, handler: Callback<T>): void => {
    const book = open()
    book.registered += 1
    real(title, watchTest(book, title, handler))
  }
  return Object.assign(register, {
    only: (title: string, handler: Callback<T>): void => {
      open().only.push(title)
      register(title, handler)
    },
    skip: (title = 'a test without a name'): void => {
      open().skipped.push(title)
      real.skip()
    },
    before: Object.assign((hook: Callback<T>) => real.before(watchHook(where('before'), hook)), {
      each: (hook: Callback<T>) => real.before.each(watchHook(where('before.each'), hook)),
    }),
    after: Object.assign((hook: Callback<T>) => real.after(watchHook(where('after'), hook)), {
      each: (hook: Callback<T>) => real.after.each(watchHook(where('after.each'), hook)),
    }),
    run: (): void => {
      open().runs += 1
      real.run()
    },
  })
}

/** uvu's `suite`, watched from its first test on. */
export function suite<T = Context>(title = '', context?: T): Test<T> {
  const real = uvu.suite<T>(title, context)
  bookOf(real, title)
  return watch(real, title)
}

/** uvu's default suite; shared by all files, so it is in a file's tally only once that file uses it. */
export const test: Test = watch(uvu.test, '')
