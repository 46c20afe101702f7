import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening } from '#protocol/entry.ts'
import { NOTICES } from '#protocol/notice.ts'
import { type PushMessage, PushMessageSchema, type PushWishes } from '#protocol/push.ts'
import { ALARMS } from '#protocol/state.ts'
import { type DoorId, epochMs, later, millis, minutes, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { NOON } from './hands.fixture.ts'
import { messageOf, type Occurrence } from './occurrence.ts'
import { isQuiet, isWanted, isZone } from './wishes.ts'

const door = 'D'.repeat(43) as DoorId
const holder = 'H'.repeat(43) as Thumbprint
const request = 'r'.repeat(22) as RequestId
const at = NOON
const entry = (what: Happening, by?: Thumbprint): Occurrence => ({ kind: 'entry', door, at, what, holder: by })
const closed = { kind: 'closed', request, entered: true, lasted: millis(9) } as const

const said = suite('what is said of what happened')

const table: readonly [string, Occurrence, Partial<PushMessage> | undefined][] = [
  [
    'a bell, with its sealed picture',
    { kind: 'bell', bell: { v: 1, iss: door, at, request, holder, poster: 'c2VhbGVk' } },
    { kind: 'visitor', request, holder, poster: 'c2VhbGVk' },
  ],
  ['a bell without', { kind: 'bell', bell: { v: 1, iss: door, at, request } }, { kind: 'visitor', request }],
  ['an opening', entry({ kind: 'opened', request, after: millis(5) }, holder), { kind: 'opened', request, holder }],
  ['a visit that is over', entry({ ...closed, opened: true }), { kind: 'closed', request }],
  [
    'a bolt that never moved, as a no',
    entry({ ...closed, opened: false, code: 'bolt_jammed' }),
    { kind: 'refused', request, code: 'bolt_jammed' },
  ],
  ['an end before anything happened', entry({ ...closed, opened: false }), undefined],
  [
    "the door's no",
    entry({ kind: 'refused', code: 'expired', via: holder, request, holder, act: 'unlock' }),
    { kind: 'refused', request, holder, code: 'expired' },
  ],
  [
    "the bridge's no",
    { kind: 'refused', door, at, request, holder, code: 'outside_window' },
    { kind: 'refused', request, holder, code: 'outside_window' },
  ],
  [
    'a journal that takes nothing, by the state',
    { kind: 'unwritable', door, at },
    { kind: 'alarm', alarm: 'journal_unwritable' },
  ],
  [
    'a journal that took nothing, by its own line: that comes when it is over',
    entry({ kind: 'alarm', alarm: 'journal_unwritable', on: true }),
    undefined,
  ],
  ...ALARMS.filter((alarm) => alarm !== 'journal_unwritable').map(
    (alarm): [string, Occurrence, Partial<PushMessage>] => [
      `alarm ${alarm}`,
      entry({ kind: 'alarm', alarm, on: true }),
      { kind: 'alarm', alarm },
    ],
  ),
  ['the end of an alarm', entry({ kind: 'alarm', alarm: 'jammed', on: false }), undefined],
  ...NOTICES.map((notice): [string, Occurrence, Partial<PushMessage>] => [
    `notice ${notice}`,
    { kind: 'notice', door, at, notice },
    { kind: 'bridge', notice },
  ]),
  ['a door that has been away for long', { kind: 'away', door, at }, { kind: 'offline' }],
  ['a viewer', entry({ kind: 'live', step: 'begun', request, holder }), undefined],
  ['the inside button', entry({ kind: 'egress' }), undefined],
]

for (const [name, occurrence, expected] of table) {
  said(`tells of ${name}${expected ? '' : ': nothing'}`, () => {
    const message = messageOf(occurrence)
    assert.equal(message, expected && { v: 1, door, at, ...expected })
    if (message) PushMessageSchema.parse(message)
  })
}
said.run()

const wanted = suite('what an owner wants to hear')

const ALL = ['visitor', 'opened', 'closed', 'refused', 'offline'] as const
const message = (kind: PushMessage['kind'], ago = 0): PushMessage => ({ v: 1, kind, door, at: epochMs(NOON - ago) })
const night = (from: string, to: string, zone = 'UTC') => ({ from, to, zone })
const all: PushWishes = { kinds: [...ALL] }
const none: PushWishes = { kinds: [] }
const HOUR = 3_600_000

const wishes: readonly [string, PushMessage, PushWishes, boolean][] = [
  ...ALL.map((kind): [string, PushMessage, PushWishes, boolean] => [`${kind} when chosen`, message(kind), all, true]),
  ...ALL.map((kind): [string, PushMessage, PushWishes, boolean] => [`${kind} otherwise`, message(kind), none, false]),
  ['what is too old to matter', message('visitor', HOUR), all, false],
  ['an alarm though nothing was chosen', message('alarm'), none, true],
  ['a notice though nothing was chosen', message('bridge'), none, true],
  ['an alarm of hours ago, which a cut held back', message('alarm', 9 * HOUR), none, true],
  ['a visitor in quiet hours', message('visitor'), { ...all, quiet: night('11:00', '13:00') }, false],
  ['an alarm in quiet hours', message('alarm'), { ...all, quiet: night('11:00', '13:00') }, true],
  ['an alarm that was silenced', message('alarm'), { ...all, alarmsSilentUntil: later(NOON, minutes(1)) }, false],
  ['an alarm once the silence is over', message('alarm'), { ...all, alarmsSilentUntil: NOON }, true],
  [
    'an alarm when a clock was set back and silence would be long',
    message('alarm'),
    { ...all, alarmsSilentUntil: later(NOON, minutes(24 * 60 + 1)) },
    true,
  ],
  ['a visitor while alarms are silent', message('visitor'), { ...all, alarmsSilentUntil: epochMs(NOON + HOUR) }, true],
  ['a test, whatever was chosen', message('test'), { ...none, quiet: night('00:00', '23:59') }, true],
]
for (const [name, about, wish, expected] of wishes) {
  wanted(`${expected ? 'lets through' : 'holds back'} ${name}`, () => {
    assert.is(isWanted(about, wish, NOON), expected)
  })
}

const clock = (text: string) => epochMs(Date.parse(text))
const hours: readonly [string, ReturnType<typeof night>, string, boolean][] = [
  ['before it begins', night('22:00', '07:00'), '2026-06-15T21:59:59Z', false],
  ['as it begins', night('22:00', '07:00'), '2026-06-15T22:00:00Z', true],
  ['past midnight', night('22:00', '07:00'), '2026-06-16T00:00:00Z', true],
  ['just before it ends', night('22:00', '07:00'), '2026-06-16T06:59:59Z', true],
  ['as it ends', night('22:00', '07:00'), '2026-06-16T07:00:00Z', false],
  ['by the clock of the zone, in summer', night('22:00', '07:00', 'Europe/Berlin'), '2026-06-15T20:00:00Z', true],
  ['by the clock of the zone, in winter', night('22:00', '07:00', 'Europe/Berlin'), '2026-12-15T20:30:00Z', false],
  ['within a day', night('13:00', '15:00'), '2026-06-15T14:00:00Z', true],
  ['outside within a day', night('13:00', '15:00'), '2026-06-15T15:00:00Z', false],
  ['from and to the same', night('13:00', '13:00'), '2026-06-15T13:00:00Z', false],
  ['a zone that is none', night('00:00', '23:59', 'Nowhere/Land'), '2026-06-15T13:00:00Z', false],
]
for (const [name, quiet, now, expected] of hours) {
  wanted(`is ${expected ? '' : 'not '}quiet: ${name}`, () => {
    assert.is(isQuiet(quiet, clock(now)), expected)
  })
}
wanted('knows zones by name', () => {
  assert.ok(isZone('Europe/Berlin') && isZone('UTC'))
  assert.not.ok(isZone('Europe/Atlantis'))
})
wanted.run()
