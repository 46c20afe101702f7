import { register } from 'prom-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { someThumbprint } from '../store/sample.fixture.ts'
import { createMetrics } from './metrics.ts'

const test = suite('metrics')

test('counts decisions, troubles, refusals and notices, and reads the gauges when asked', async () => {
  let connections = 3
  const metrics = createMetrics({ connections: () => connections, doors: () => 2 })
  metrics.tally.decided('admitted', 1.5)
  metrics.tally.decided('admitted', 40)
  metrics.tally.decided('used_up', 1)
  metrics.tally.trouble('connects_too_often')
  metrics.tally.refused('request')
  metrics.tally.noticed('journal_gap')
  connections = 5
  const text = await metrics.text()
  for (const line of [
    'hausrecht_decision_seconds_count{outcome="admitted"} 2',
    'hausrecht_decision_seconds_bucket{le="0.002",outcome="admitted"} 1',
    'hausrecht_decision_seconds_count{outcome="used_up"} 1',
    'hausrecht_connection_troubles_total{problem="connects_too_often"} 1',
    'hausrecht_messages_refused_total{topic="request"} 1',
    'hausrecht_notices_total{notice="journal_gap"} 1',
    'hausrecht_connections 5',
    'hausrecht_doors 2',
  ])
    assert.ok(text.includes(line), `${line} in ${text}`)
  assert.match(metrics.contentType, /^text\/plain/)
})

test('puts nothing into a label that a client could have made up', async () => {
  const metrics = createMetrics({ connections: () => 0 })
  const made = someThumbprint()
  metrics.tally.decided(made, 1)
  metrics.tally.trouble(made)
  metrics.tally.refused(made)
  metrics.tally.noticed(made)
  for (let n = 0; n < 200; n++)
    metrics.tally.trouble(`made_up_${'abcdefghij'[n % 10]}${'abcdefghijklmnopqrst'[Math.floor(n / 10)]}`)
  const text = await metrics.text()
  assert.not.ok(text.includes(made))
  assert.ok(text.split('\n').filter((line) => line.includes('made_up')).length <= 50)
})

test('keeps a registry of its own', () => {
  createMetrics({ connections: () => 0 })
  createMetrics({ connections: () => 0 })
  assert.is(register.getMetricsAsArray().length, 0)
})

test.run()
