import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs } from '#protocol/units.ts'
import { readCertificate } from './certificate.ts'
import { CERTIFICATE, OTHER_KEY, PRIVATE_KEY } from './loopback.fixture.ts'

const NOW = epochMs(Date.UTC(2026, 10, 23))

const test = suite<{ folder: string; cert: string; key: string }>('certificate')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hausrecht-tls-'))
  context.cert = join(context.folder, 'cert.pem')
  context.key = join(context.folder, 'key.pem')
  writeFileSync(context.cert, CERTIFICATE)
  writeFileSync(context.key, PRIVATE_KEY, { mode: 0o600 })
})
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true })
})

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof HausrechtError) return error.code
    throw error
  }
  return 'no fault'
}

test('is read, and a TLS client finds it at the other end', async (files) => {
  const { cert, key, until } = readCertificate(files, NOW)
  assert.ok(until > NOW)
  const server = createServer({ cert, key }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ca: CERTIFICATE })
  await once(client, 'secureConnect')
  assert.is(client.authorized, true)
  client.destroy()
  server.close()
  await once(server, 'close')
})

test('is refused with the key of another, when it has ended, or when others may read its key', (files) => {
  const centuryLater = epochMs(Date.UTC(2226, 0, 1))
  assert.is(
    codeOf(() => readCertificate(files, centuryLater)),
    'tls_expired',
  )
  writeFileSync(files.key, OTHER_KEY)
  assert.is(
    codeOf(() => readCertificate(files, NOW)),
    'tls_mismatch',
  )
  rmSync(files.key)
  writeFileSync(files.key, PRIVATE_KEY, { mode: 0o644 })
  assert.is(
    codeOf(() => readCertificate(files, NOW)),
    'tls_exposed',
  )
})

test('is refused when a file is missing or holds something else', (files) => {
  assert.is(
    codeOf(() => readCertificate({ ...files, cert: join(files.folder, 'none') }, NOW)),
    'tls_unreadable',
  )
  writeFileSync(files.cert, 'not PEM')
  assert.is(
    codeOf(() => readCertificate(files, NOW)),
    'tls_unreadable',
  )
  writeFileSync(files.cert, CERTIFICATE)
  writeFileSync(files.key, 'not PEM')
  assert.is(
    codeOf(() => readCertificate(files, NOW)),
    'tls_unreadable',
  )
})

test.run()
