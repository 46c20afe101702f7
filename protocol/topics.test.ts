import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTopic, type Slots, TOPICS, type TopicName, writeTopic } from './topics.ts'

const test = suite('topics (attack 21: nothing outside the table)')

const door = 'd'.repeat(43)
const slots: Slots = { door, request: 'r'.repeat(22), peer: 'p'.repeat(43), rendezvous: 'z'.repeat(43) }
const names = Object.keys(TOPICS) as TopicName[]

test('every topic of the table is written and read back', () => {
  for (const name of names) {
    const parsed = parseTopic(writeTopic(name, slots))
    assert.is(parsed?.name, name)
    assert.is(parsed?.open, false)
  }
})

test('wildcards, system topics, other prefixes and empty levels are not in the table', () => {
  const receipt = writeTopic('receipt', slots)
  for (const text of [
    '#',
    '+/+/+',
    '$SYS/broker/clients',
    `$share/a/${receipt}`,
    `hausrecht/1/doors/${door}/#`,
    `hausrecht/1/doors/+/state`,
    `hausrecht/2/doors/${door}/state`,
    `/hausrecht/1/doors/${door}/state`,
    `hausrecht/1/doors/${door}/state/`,
    `hausrecht/1/doors/${door}//state`,
    `hausrecht/1/doors/${door.slice(1)}/state`,
    `hausrecht/1/doors/${door}/signal/+/+`,
    'hausrecht/1/pairing/+/offer',
    '',
    'a/'.repeat(5000),
  ]) {
    assert.is(parseTopic(text), undefined, text.slice(0, 60))
  }
})

test('a filter may leave the request or the peer open, and says so', () => {
  assert.equal(parseTopic(writeTopic('signalUp', { door, peer: '+' })), {
    name: 'signalUp',
    slots: { door },
    open: true,
  })
  assert.is(parseTopic(writeTopic('receipt', { door, request: '+' }))?.open, true)
})

test('a command is never retained; what is retained is said by one side only', () => {
  assert.is(TOPICS.command.retain, false)
  for (const name of names) if (TOPICS[name].retain) assert.is(TOPICS[name].says.length, 1, name)
})

test('law: any text is a topic of the table or nothing, never a throw', () => {
  const pieces = fc.constantFrom(
    'hausrecht',
    '1',
    'doors',
    door,
    'state',
    'receipt',
    '+',
    '#',
    '',
    '$SYS',
    'up',
    'pairing',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 9 }).map((all) => all.join('/')),
      ),
      (text) => {
        const parsed = parseTopic(text)
        if (parsed)
          assert.is(writeTopic(parsed.name, { ...parsed.slots, ...(parsed.open ? { request: '+' } : {}) }), text)
      },
    ),
    { numRuns: 2000 },
  )
})

test.run()
