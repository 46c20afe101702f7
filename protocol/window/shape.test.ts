import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readWindow, WindowSchema } from './shape.ts'

const test = suite('the claim win')

const window = { rule: 'FREQ=DAILY', zone: 'Europe/Berlin', start: '2026-01-05', from: '10:00', to: '12:00' }

test('is taken as it stands', () => {
  assert.equal(readWindow(window), { ok: true, window })
  assert.equal(WindowSchema.parse(window), window)
})

const REFUSED: readonly (readonly [change: Record<string, unknown>, code: string, part: string])[] = [
  [{ rule: 'FREQ=YEARLY' }, 'window_rule_unsupported', 'FREQ'],
  [{ rule: 'FREQ=WEEKLY;BYDAY=TU' }, 'window_start_unmatched', 'start'],
  [{ rule: 'FREQ=MONTHLY;BYMONTHDAY=30;INTERVAL=12', start: '2026-02-01' }, 'window_start_unmatched', 'start'],
  [{ rule: 'FREQ=DAILY;UNTIL=20260104' }, 'window_start_unmatched', 'start'],
  [{ rule: 7 }, 'window_malformed', 'rule'],
  [{ zone: '+01:00' }, 'window_zone_unknown', 'zone'],
  [{ zone: '-05:00' }, 'window_zone_unknown', 'zone'],
  [{ zone: 'UTC+1' }, 'window_zone_unknown', 'zone'],
  [{ zone: 'Europe/Nowhere' }, 'window_zone_unknown', 'zone'],
  [{ zone: '' }, 'window_zone_unknown', 'zone'],
  [{ zone: `Europe/${'x'.repeat(5000)}` }, 'window_zone_unknown', 'zone'],
  [{ zone: 'Europe/Berlin\n' }, 'window_zone_unknown', 'zone'],
  [{ zone: '../../etc/localtime' }, 'window_zone_unknown', 'zone'],
  [{ start: '2026-02-29' }, 'window_malformed', 'start'],
  [{ start: '2026-1-5' }, 'window_malformed', 'start'],
  [{ start: '+002026-01-05' }, 'window_malformed', 'start'],
  [{ start: '1969-12-31' }, 'window_malformed', 'start'],
  [{ start: '2026-01-05T10:00:00Z' }, 'window_malformed', 'start'],
  [{ from: '24:00' }, 'window_malformed', 'from'],
  [{ from: '9:00' }, 'window_malformed', 'from'],
  [{ to: '12:60' }, 'window_malformed', 'to'],
  [{ to: '12:00:00' }, 'window_malformed', 'to'],
  [{ to: '10:00' }, 'window_empty', 'to'],
  [{ extra: 1 }, 'window_malformed', 'extra'],
  [{ to: undefined }, 'window_malformed', 'to'],
]

for (const [change, code, part] of REFUSED) {
  test(`refuses ${JSON.stringify(change).slice(0, 60)} as ${code}`, () => {
    const changed = { ...window, ...change }
    assert.equal(readWindow(changed), { ok: false, code, part })
    assert.not.ok(WindowSchema.safeParse(changed).success)
  })
}

test('says code and part in the issue of the schema', () => {
  const issue = WindowSchema.safeParse({ ...window, rule: 'FREQ=DAILY;BYSETPOS=1' }).error?.issues[0]
  assert.is(issue?.message, 'window_rule_unsupported: BYSETPOS')
})

test('is a value or a refusal for whatever comes in', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom(...Object.values(window), 'FREQ=MONTHLY;BYDAY=5SU'))
  const record = fc.record({ rule: text, zone: text, start: text, from: text, to: text }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.oneof(fc.anything(), record), (value) => {
      const read = readWindow(value)
      assert.is(WindowSchema.safeParse(value).success, read.ok)
    }),
    { numRuns: 300 },
  )
})

test.run()
