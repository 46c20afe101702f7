// Counts for Prometheus, in a registry of their own. A label is one of a few words that the code knows: never a key,
// a door, an address or anything a client made up.

import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { NOTICES } from '#protocol/notice.ts'
import { REFUSAL_CODES } from '#protocol/refusals.ts'
import { TOPICS } from '#protocol/topics.ts'
import type { Tally } from '../access/tally.ts'

/** Read when the numbers are asked for. */
export interface Gauges {
  readonly connections: () => number
  readonly doors?: () => number
}

export interface Metrics {
  readonly tally: Tally
  /** Text in the format that `contentType` names. */
  text(): Promise<string>
  readonly contentType: string
}

const OUTCOMES: ReadonlySet<string> = new Set(['admitted', ...REFUSAL_CODES])
const TOPIC_NAMES: ReadonlySet<string> = new Set(Object.keys(TOPICS))
const NOTICE_NAMES: ReadonlySet<string> = new Set(NOTICES)
const PROBLEM = /^[a-z_]{1,40}$/
/** Words of the broker; more than these would be a client's making. */
const PROBLEMS_MOST = 50

const known = (words: ReadonlySet<string>, word: string): string => (words.has(word) ? word : 'other')

export const createMetrics = (gauges: Gauges): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, label: string): Counter =>
    new Counter({ name: `hausrecht_${name}`, help, labelNames: [label], registers })
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name: `hausrecht_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  const decided = new Histogram({
    name: 'hausrecht_decision_seconds',
    help: 'Requests decided, by outcome, and how long it took',
    labelNames: ['outcome'],
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5],
    registers,
  })
  const troubles = counter('connection_troubles_total', 'Connections refused or ended for cause', 'problem')
  const refused = counter('messages_refused_total', 'Messages refused, by topic', 'topic')
  const noticed = counter('notices_total', 'Notices to owners', 'notice')
  const pushed = counter('push_messages_total', 'Push messages, by what became of them', 'outcome')
  gauge('connections', 'MQTT connections', gauges.connections)
  if (gauges.doors) gauge('doors', 'Doors this bridge serves', gauges.doors)
  gauge('memory_bytes', 'Resident memory', () => process.memoryUsage.rss())
  gauge('uptime_seconds', 'Since the start', () => process.uptime())
  const problems = new Set<string>()
  const problemOf = (word: string): string => {
    if (!PROBLEM.test(word) || (problems.size >= PROBLEMS_MOST && !problems.has(word))) return 'other'
    problems.add(word)
    return word
  }
  return {
    tally: {
      decided: (outcome, took) => decided.observe({ outcome: known(OUTCOMES, outcome) }, took / 1000),
      trouble: (problem) => troubles.inc({ problem: problemOf(problem) }),
      refused: (topic) => refused.inc({ topic: known(TOPIC_NAMES, topic) }),
      noticed: (notice) => noticed.inc({ notice: known(NOTICE_NAMES, notice) }),
      pushed: (outcome) => pushed.inc({ outcome }),
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
