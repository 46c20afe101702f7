// The store in a bucket, against OpenStack Swift's S3 interface as Debian ships it.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Pair, storeContract } from '#cloud/store/contract.fixture.ts'
import { openFolderStore } from '#cloud/store/folder/folder.ts'
import { openS3Store } from '#cloud/store/s3/s3.ts'
import type { HausrechtError } from '#protocol/fault.ts'
import { openCaller } from '#scripts/cli/call.fixture.ts'
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

lastly('takes a folder of clips by one command, gives it back, and both sides are equal (needs Swift)', async () => {
  const call = await openCaller()
  try {
    const { endpoint, region, accessKey, secretKey } = settings()
    const folder = (name: string): string => join(call.home, name)
    const source = await openFolderStore(folder('here'), Date.now())
    for (const key of ['doors/a/ownership', 'clips/a/b/head', 'clips/a/b/parts/000000', 'held/a/c/head'])
      await source.putIfAbsent(key, Buffer.from(`what is in ${key}`))
    await source.close()
    const bucket = { endpoint, region, bucket: 'moved', accessKeyFile: 'id', secretKeyFile: 'secret' }
    const toml = Object.entries(bucket).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    await writeFile(folder('bucket.toml'), toml.join(''))
    await writeFile(folder('id'), `${accessKey}\n`, { mode: 0o600 })
    await writeFile(folder('secret'), `${secretKey}\n`, { mode: 0o600 })
    const move = (from: string, to: string) => call('clips', 'move', '--from', from, '--to', to, '--json')
    const gone = await move(folder('here'), 's3:bucket.toml')
    assert.is(gone.exit, 0, gone.out + gone.err)
    assert.equal([gone.json['objects'], gone.json['sent'], gone.json['more']], [4, 4, 0])
    const back = await move('s3:bucket.toml', folder('there'))
    assert.is(back.exit, 0, back.out + back.err)
    assert.is(back.json['digest'], gone.json['digest'])
    assert.is((await move(folder('there'), 's3:bucket.toml')).json['sent'], 0)
    for (const { out, err } of [gone, back]) assert.not.match(out + err, secretKey)
  } finally {
    await call.close()
  }
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
