import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { systemClock } from '../../clock/system.ts'
import { withFolder } from '../spool/spool.fixture.ts'
import { createRequests } from './request.ts'

const test = suite('uploader, TLS')

/** A certificate for 127.0.0.1 that only itself vouches for. */
const certificate = (folder: string): { readonly key: string; readonly cert: string } | undefined => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const what = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=clips', '-days', '2']
  const where = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  const { status } = spawnSync('openssl', ['req', '-x509', ...what, ...where], { stdio: 'ignore', timeout: 10_000 })
  return status === 0 ? { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } : undefined
}

test('trusts a certificate of its own making only when told to', () =>
  withFolder(async (folder) => {
    await mkdir(folder)
    const made = certificate(folder)
    if (!made) return console.log('skipped: there is no openssl to make a certificate')
    const server = createServer(made, (request, response) => {
      request.resume().on('end', () => response.writeHead(201).end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const parts = { base, clock: systemClock(), stillMost: millis(5000) }
    const [strict, trusting] = [createRequests(parts), createRequests({ ...parts, ca: made.cert })]
    const body = { type: 'text/plain' as const, bytes: 'a part' }
    try {
      assert.equal(await strict.put('/x', body), { status: 'none', cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
      assert.equal(await trusting.put('/x', body), { status: 201 })
    } finally {
      strict.close()
      trusting.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }))

test.run()
