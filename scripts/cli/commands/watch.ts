// watch: the door live, in words, until Ctrl-C.

import { once } from 'node:events'
import type { StateClaims } from '#protocol/state.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { describeEntry, short } from '../journal/words.ts'
import { done } from '../outcome.ts'
import { openLine } from '../reach/line.ts'
import { ownPlace } from '../reach/place.ts'
import type { Said } from '../reach/said.ts'
import { describeState } from '../reach/sentence.ts'
import { fault } from '../spoken.ts'
import { showClock } from '../times/show.ts'
import { namesOf } from './journal.ts'
import { DOOR } from './shared.ts'

const HEARS = ['presence', 'state', 'notice', 'receipt', 'journal'] as const

/** Two states that differ for a person. */
const looks = ({ bolt, leaf, visit, alarms, clock, epoch }: StateClaims): string =>
  JSON.stringify([bolt, leaf, visit, alarms, clock, epoch])

/** Says what is said; leaves out a state that says nothing new. */
const createTeller = (context: Context, nameOf: Awaited<ReturnType<typeof namesOf>>): ((said: Said) => void) => {
  const { say, zone, language, tell, now } = context
  let last = ''
  const line = (text: string, event: Readonly<Record<string, unknown>>, at = now()): void =>
    tell(`       ${showClock(at, zone)}  ${text}`, event)
  return (said) => {
    switch (said.kind) {
      case 'state':
        if (looks(said.claims) !== last)
          line(say('watch_state', { state: describeState(said.claims, say) }), said, said.claims.at)
        last = looks(said.claims)
        return
      case 'presence':
        line(say(said.claims.online ? 'watch_online' : 'watch_offline'), said, said.claims.at)
        return
      case 'notice':
        line(
          say('watch_notice', { notice: say(`notice_${said.claims.notice}`), detail: said.claims.detail }),
          said,
          said.claims.at,
        )
        return
      case 'journal':
        for (const entry of said.entries)
          tell(describeEntry(entry, language, zone, nameOf), {
            kind: 'entry',
            n: entry.n,
            at: entry.at,
            what: entry.what,
          })
        return
      case 'receipt':
        line(
          say('watch_receipt', { request: short(said.claims.req), step: said.claims.code ?? said.claims.step }),
          said,
          said.claims.at,
        )
        return
      case 'refusal':
        line(say('watch_refusal', { request: short(said.claims.req), code: said.claims.code }), said, said.claims.at)
        return
      case 'forged':
        line(say('watch_forged', { topic: said.topic, code: said.code }), said)
        return
      case 'challenge':
      case 'ownership':
      case 'revocations':
        return
    }
  }
}

export const WATCH = command({
  words: 'watch',
  about: { en: 'watch a door live', de: 'einer Tür live zusehen' },
  notes: [{ en: 'Ctrl-C ends it.', de: 'Strg-C beendet es.' }],
  options: { door: DOOR },
  examples: ['watch', 'watch --json'],
  run: async (context, { values }) => {
    const place = await ownPlace(context, await context.home.doors.find(values.door))
    const teller = createTeller(context, await namesOf(context))
    const line = await openLine(place, HEARS, context.now, teller)
    try {
      const stopped = context.stop.aborted ? Promise.resolve() : once(context.stop, 'abort')
      const lost = await Promise.race([stopped.then(() => undefined), line.closed])
      if (lost !== undefined) throw fault('link_down', { detail: lost })
      return done({})
    } finally {
      await line.close()
    }
  },
})
