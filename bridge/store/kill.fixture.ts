// A bridge that does nothing but admit, until it is killed: says each admission aloud once the store says it is kept.

import { writeSync } from 'node:fs'
import { LONG_AFTER, someAdmission, someGrant } from './sample.fixture.ts'
import { openSqliteStore } from './sql/store.ts'

const [file = ''] = process.argv.slice(2)
const store = await openSqliteStore(file)

const admitOn = async (): Promise<void> => {
  for (;;) {
    const admission = someAdmission({ spends: [{ grant: someGrant(), exp: LONG_AFTER, most: 1 }] })
    if ((await store.requests.admit(admission)) === undefined) writeSync(1, `${JSON.stringify(admission)}\n`)
  }
}

// Three at once, so that some share a transaction.
await Promise.all([admitOn(), admitOn(), admitOn()])
