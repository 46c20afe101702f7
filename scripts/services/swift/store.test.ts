// The store in a bucket, against OpenStack Swift's S3 interface as Debian ships it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Pair, storeContract } from '#cloud/store/contract.fixture.ts'
import { openS3Store } from '#cloud/store/s3/s3.ts'
import type { HausrechtError } from '#protocol/fault.ts'
import { hasSwift, type Swift, startSwift } from './swift.ts'

const there = hasSwift()
let swift: Swift | undefined
let pair: Pair | undefined

const settings = () => {
  if (swift === undefined) throw new Error('Swift runs')
  return { ...swift, bucket: 'clips' }
}

const before = suite('swift')
// Needs Debian's packages of Swift.
const whenThere = there ? before : before.skip
whenThere('starts (needs swift-proxy, swift-account, swift-container, swift-object)', async () => {
  swift = await startSwift()
  pair = { one: await openS3Store(settings()), other: await openS3Store(settings()) }
})
before.run()

if (there) {
  storeContract('Swift by S3', () => {
    if (pair === undefined) throw new Error('Swift runs')
    return pair
  })
}

const after = suite('swift, at last')
// Needs Swift as well.
const lastly = there ? after : after.skip

lastly('says that its objects never expire by themselves (needs Swift)', async () => {
  assert.is(await pair?.one.expire?.(new Map([['clips/a/', 31]])), false)
})

lastly('tells a wrong secret, and not the secret (needs Swift)', async () => {
  const secretKey = 'wrong-secret-of-nobody'
  const fault = await openS3Store({ ...settings(), secretKey }).catch((error: unknown) => error)
  assert.is((fault as HausrechtError).code, 'store_failed')
  assert.not.match(`${String(fault)}${String((fault as HausrechtError).cause)}`, secretKey)
})

lastly('ends (needs Swift)', async () => {
  await pair?.one.close()
  await pair?.other.close()
  const { endpoint } = settings()
  await swift?.end()
  const fault = await openS3Store({ ...settings(), endpoint }, { silentMs: 500, attempts: 2, pauseMs: 5 }).catch(
    (error: unknown) => error,
  )
  assert.is((fault as HausrechtError).code, 'store_failed')
})
after.run()
