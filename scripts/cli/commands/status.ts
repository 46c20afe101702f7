// status: one screen of one door.

import { millis, seconds } from '#protocol/units.ts'
import { command } from '../command.ts'
import { standingOf } from '../home/grants.ts'
import { done } from '../outcome.ts'
import { openLine } from '../reach/line.ts'
import { ownPlace } from '../reach/place.ts'
import { describeState } from '../reach/sentence.ts'
import { showSpan } from '../times/show.ts'
import { DOOR } from './shared.ts'

/** Retained words come at once; a door that never connected has none. */
const LIMIT = seconds(3)

export const STATUS = command({
  words: 'status',
  about: { en: 'how a door is', de: 'wie es um eine Tür steht' },
  options: { door: DOOR },
  examples: ['status', 'status --json'],
  run: async ({ home, say, now, language }, { values }) => {
    const door = await home.doors.find(values.door)
    const place = await ownPlace({ home }, door)
    const line = await openLine(place, ['presence', 'state'], now)
    try {
      await line.wait(() => (line.latest('state') && line.latest('presence') ? true : undefined), LIMIT)
      const state = line.latest('state')?.claims
      const online = line.latest('presence')?.claims.online ?? false
      const open = (await home.grants.list()).filter(
        (grant) => grant.door === door.name && standingOf(grant, now()) === 'open',
      ).length
      const age = state === undefined ? undefined : millis(Math.max(0, now() - state.at))
      const lines = [
        `${door.name}  ${door.id}`,
        '',
        say(online ? 'status_online' : 'status_offline', { url: door.bridge.http ?? door.bridge.mqtt }),
        ...(state && age !== undefined
          ? [
              say('status_state', { state: describeState(state, say), age: showSpan(age, language) }),
              say('status_journal', { n: state.jn, version: state.version }),
              say('status_epoch', { epoch: state.epoch }),
            ]
          : [say('status_unseen')]),
        say('status_grants', { count: open }),
      ]
      return done({ door: { name: door.name, id: door.id }, online, state, grants: open }, lines)
    } finally {
      await line.close()
    }
  },
})
