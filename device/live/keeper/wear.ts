// When a live process has done enough: node-webrtc keeps threads and memory of every connection there was. Pure.

import type { FromLive } from '../messages.ts'

const SESSIONS_MOST = 50
const THREADS_MOST = 96
const RSS_MOST = 300 * 1024 * 1024

/** Asked while nobody watches: is a fresh process better than this one? */
export const isWorn = ({ sessions, threads, rss }: Extract<FromLive, { say: 'idle' }>): boolean =>
  sessions >= SESSIONS_MOST || (sessions > 0 && (threads >= THREADS_MOST || rss >= RSS_MOST))
