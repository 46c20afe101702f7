// Queries compiled once and run with other values each time: building one anew costs more than running it.

import { type Compilable, CompiledQuery, type Kysely, type QueryResult } from 'kysely'
import type { Tables } from './schema.ts'

/** Stands for a value until the query is run. */
class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** The database or a transaction on it. */
export type Connection = Kysely<Tables>

export type Prepared<Values, Row> = (on: Connection, values: Values) => Promise<QueryResult<Row>>

/**
 * @param build makes the query; `value('name')` where a value shall go in
 * @returns the query as a function of a connection and its values
 */
export const prepare = <Values extends object, Row = unknown>(
  build: (value: <Name extends keyof Values & string>(name: Name) => Values[Name]) => Compilable<Row>,
): Prepared<Values, Row> => {
  const { sql, parameters } = build((name) => new Slot(name) as never).compile()
  return (on, values) => {
    const given = values as Readonly<Record<string, unknown>>
    const filled = parameters.map((parameter) => (parameter instanceof Slot ? given[parameter.name] : parameter))
    return on.executeQuery<Row>(CompiledQuery.raw(sql, filled))
  }
}

/** Did the statement change anything? */
export const changed = (result: QueryResult<unknown>): boolean => (result.numAffectedRows ?? 0n) > 0n
