import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '#protocol/entry.ts'
import { epochMs, epochSeconds, type GrantId, type Thumbprint } from '#protocol/units.ts'
import { holdersIn, namesAt } from './holders.ts'

const test = suite('names of holders')

const [OWNER, COURIER, MIA] = ['o', 'c', 'm'].map((one) => one.repeat(43) as Thumbprint) as [
  Thumbprint,
  Thumbprint,
  Thumbprint,
]
const [GRANT, LINK] = ['g', 'l'].map((one) => one.repeat(22) as GrantId) as [GrantId, GrantId]
const at = epochMs(0)

const intent = (holder: Thumbprint, spends: readonly GrantId[], binds: readonly GrantId[] = []): Entry =>
  ({
    n: 1 as never,
    at,
    what: {
      ...{ kind: 'intent', request: 'r'.repeat(22) as never, act: 'unlock', holder, via: holder },
      spends: spends.map((grant) => ({ grant, exp: epochSeconds(9) })),
      binds: binds.map((link) => ({ link, to: holder, exp: epochSeconds(9) })),
    },
  }) as never
const note = (id: GrantId, name: string) => ({ id, name }) as never

test('are those of the grants that they came with', () => {
  const grants = [note(GRANT, 'Parcel'), note(LINK, 'Cleaner')]
  const found = holdersIn([intent(COURIER, [GRANT]), intent(MIA, [], [LINK])], { grants })
  assert.equal(
    [...found],
    [
      [COURIER, 'Parcel'],
      [MIA, 'Cleaner'],
    ],
  )
})

test('of a grant that the book does not know are not made up', () => {
  assert.is(holdersIn([intent(COURIER, [GRANT])], { grants: [note(LINK, 'Cleaner')] }).size, 0)
})

test('give way to what a person was named, and the owner stays the owner', () => {
  const grants = [note(GRANT, 'Parcel')]
  const app = {
    key: { signing: { thumbprint: OWNER } },
    book: {
      contents: { value: { grants, people: [{ id: MIA, name: 'Mia' }] } },
      nameOf: (key: string) => (key === MIA ? 'Mia' : key === OWNER ? 'You' : key.slice(0, 8)),
    },
  }
  const entries = [OWNER, COURIER, MIA].map((holder) => intent(holder, [GRANT]))
  const nameOf = namesAt(app as never, { journal: { entries: { value: entries } } } as never)
  assert.equal([OWNER, COURIER, MIA, 'z'.repeat(43) as Thumbprint].map(nameOf), ['You', 'Parcel', 'Mia', 'zzzzzzzz'])
})

test.run()
