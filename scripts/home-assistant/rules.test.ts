import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ALARMS, BoltSchema, CAMERA_SIGHTS, LeafSchema, type StateClaims } from '#protocol/state.ts'
import { type DoorId, epochMs, millis, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { calmState } from '#test/support/calm-state.ts'
import { BETWEEN, type Command, type CommandFacts, judge, SETTLING } from './command.ts'
import { discoveryOf } from './discovery.ts'
import { DISCOVERY_TOPIC, DiscoverySchema, unfit } from './documented.fixture.ts'
import { ENTITY_NAMES } from './entities.ts'
import { FRESH_FOR, freshState } from './freshness.ts'
import { homeTopics } from './topics.ts'
import { alarmsMore, valuesOf } from './values.ts'
import { NO_VISITS, withEntry } from './visitor.ts'

const test = suite('a door in Home Assistant: its rules')

const DOOR = 'D'.repeat(43) as DoorId
const NOW = epochMs(Date.UTC(2026, 10, 23, 10))
const topics = homeTopics(DOOR)
const state = (more: Partial<StateClaims> = {}): StateClaims => calmState(DOOR, NOW, more)
const described = { door: DOOR, name: 'Front', language: 'en', version: '1', journal: true } as const

test('describes the door as documented, in both languages, with the journal and without', () => {
  for (const language of ['en', 'de'] as const) {
    for (const journal of [true, false]) {
      const said = discoveryOf({ ...described, language, journal }, topics)
      const read = DiscoverySchema.safeParse(JSON.parse(JSON.stringify(said)))
      assert.ok(read.success, read.error?.message)
      const shown = Object.values(read.data.components).flatMap((one) => ('unique_id' in one ? [one.unique_id] : []))
      assert.is(new Set(shown).size, ENTITY_NAMES.length - (journal ? 0 : 2))
    }
  }
  assert.match(topics.config, DISCOVERY_TOPIC)
})

test('never asks Home Assistant to retain a command or to guess a state', () => {
  const { lock } = DiscoverySchema.parse(discoveryOf(described, topics)).components
  assert.ok(lock && 'command_topic' in lock)
  assert.equal([lock.retain, lock.optimistic], [false, false])
})

test('has a value that Home Assistant takes for every state there is, and for none', () => {
  const discovery = DiscoverySchema.parse(discoveryOf(described, topics))
  const states: (StateClaims | undefined)[] = [
    undefined,
    ...BoltSchema.options.map((bolt) => state({ bolt })),
    ...LeafSchema.options.map((leaf) => state({ leaf })),
    ...CAMERA_SIGHTS.map((camera) => state({ camera })),
    state({ alarms: [...ALARMS], recording: true }),
  ]
  for (const one of states) {
    const said = new Map(
      Object.entries(valuesOf(one, 'None')).map(([name, value]) => [topics.value(name as 'lock'), value]),
    )
    said.set(topics.more('alarm'), alarmsMore(one, 'de'))
    assert.is(unfit(discovery, said), undefined)
  }
})

test('shows locked only where the bolt is measured home, and a moving bolt from where it came', () => {
  const lock = (bolt: StateClaims['bolt'], before: 'LOCKED' | 'UNLOCKED' | 'None' = 'None') =>
    valuesOf(state({ bolt }), before).lock
  assert.equal(
    BoltSchema.options.map((bolt) => [bolt, lock(bolt)]),
    [
      ['home', 'LOCKED'],
      ['out', 'UNLOCKED'],
      ['between', 'None'],
      ['jammed', 'JAMMED'],
      ['unknown', 'None'],
    ],
  )
  assert.equal([lock('between', 'LOCKED'), lock('between', 'UNLOCKED')], ['UNLOCKING', 'LOCKING'])
  assert.is(valuesOf(undefined, 'LOCKED').lock, 'None')
})

test('takes the supply for a battery that is low when the door says so, and every alarm for a problem', () => {
  const { supply, alarm } = valuesOf(state({ alarms: ['supply_low'] }), 'None')
  assert.equal([supply, alarm], ['ON', 'ON'])
  assert.is(valuesOf(state({ alarms: ['jammed'] }), 'None').supply, 'OFF')
  assert.match(alarmsMore(state({ alarms: ['jammed'] }), 'de'), 'der Riegel klemmt')
})

test('shows no state that is old by the door’s own time, of the future, or heard of a door that is away', () => {
  const hearing = { state: state(), online: true, linked: true }
  const at = (ms: number) => epochMs(NOW + ms)
  assert.ok(freshState(hearing, at(FRESH_FOR)))
  assert.not(freshState(hearing, at(FRESH_FOR + 1)))
  assert.not(freshState(hearing, at(-31_000)))
  assert.not(freshState({ ...hearing, linked: false }, NOW))
  assert.not(freshState({ ...hearing, online: false }, NOW))
  assert.ok(freshState({ ...hearing, online: undefined }, NOW))
  assert.not(freshState({ ...hearing, state: undefined }, NOW))
})

const command = (more: Partial<Command> = {}): Command => ({ payload: 'UNLOCK', retain: false, dup: false, ...more })
const facts = (more: Partial<CommandFacts> = {}): CommandFacts => ({
  up: millis(60_000),
  settling: SETTLING,
  last: undefined,
  busy: false,
  fresh: true,
  may: new Set(['unlock', 'lock'] as const),
  ...more,
})

const judged: readonly (readonly [string, Command, CommandFacts, string])[] = [
  ['asks for UNLOCK', command(), facts(), 'unlock'],
  ['asks for LOCK', command({ payload: 'LOCK' }), facts({ may: new Set(['lock'] as const) }), 'lock'],
  ['ignores the message that takes a retained one away', command({ payload: '' }), facts(), 'nothing'],
  ['refuses a retained one (attack 20)', command({ retain: true }), facts(), 'retained_command'],
  [
    'refuses one that is retained and also not allowed, as retained',
    command({ retain: true }),
    facts({ may: new Set() }),
    'retained_command',
  ],
  ['refuses what the grant does not allow', command(), facts({ may: new Set(['lock'] as const) }), 'wrong_action'],
  ['refuses OPEN', command({ payload: 'OPEN' }), facts(), 'unknown_command'],
  ['refuses other spellings', command({ payload: 'unlock' }), facts(), 'unknown_command'],
  ['refuses the names of what every object has', command({ payload: 'constructor' }), facts(), 'unknown_command'],
  ['refuses one said again (attack 19)', command({ dup: true }), facts(), 'stale_command'],
  [
    'refuses one that came as soon as the broker was back (attack 19)',
    command(),
    facts({ up: millis(SETTLING - 1) }),
    'stale_command',
  ],
  ['refuses while another is under way', command(), facts({ busy: true }), 'busy'],
  [
    'refuses a second one at once',
    command(),
    facts({ last: { act: 'unlock', ago: millis(BETWEEN - 1) } }),
    'rate_limited',
  ],
  [
    'locks at once after it opened',
    command({ payload: 'LOCK' }),
    facts({ last: { act: 'unlock', ago: millis(1) } }),
    'lock',
  ],
  ['refuses at a door that is not heard', command(), facts({ fresh: false }), 'door_offline'],
  ['locks while an opening is under way', command({ payload: 'LOCK' }), facts({ busy: true }), 'lock'],
]
for (const [what, said, there, expected] of judged) {
  test(`${what}`, () => {
    const verdict = judge(said, there)
    assert.is(verdict.is === 'asked' ? verdict.act : verdict.is === 'refused' ? verdict.code : verdict.is, expected)
  })
}

test('knows the last visitor by a code, once the bolt was measured open', () => {
  const holder = `${'Kurier'.repeat(7)}x` as Thumbprint
  const request = 'r'.repeat(22) as RequestId
  const intent = {
    kind: 'intent' as const,
    request,
    act: 'unlock' as const,
    holder,
    via: 'local' as const,
    spends: [],
    binds: [],
  }
  const opened = { kind: 'opened', request, after: millis(300) } as const
  const after = (...whats: readonly Parameters<typeof withEntry>[1]['what'][]) =>
    whats.reduce((visits, what) => withEntry(visits, { what, at: NOW }), NO_VISITS).last
  assert.is(after(intent), undefined)
  assert.equal(after(intent, opened), { code: 'KurierKu', at: NOW })
  assert.is(after(intent, { ...opened, request: 'q'.repeat(22) as RequestId }), undefined)
  assert.is(after({ ...intent, act: 'lock' }, opened), undefined)
  const { holder: _, ...byPin } = intent
  assert.is(after({ kind: 'pin', step: 'right', slot: 3 }, byPin, opened)?.code, 'pin-3')
})

test.run()
