import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorIdOf, grantClaims, MONDAY, makeKey, makeRevocations, toVerify } from '#test/support/people.ts'
import { ENTRY } from './entry.ts'
import { freshGrantId } from './ids.ts'
import { JOURNAL_BYTES, JOURNAL_LINE_BYTES, REVOKED_MOST } from './limits.ts'
import { isRevoked, NOTHING_REVOKED, REVOCATIONS, revokedBy } from './revocation.ts'
import { openToken, signToken } from './token.ts'
import type { Hash, Thumbprint } from './units.ts'

const test = suite('revocation lists')

const [owner, door, courier] = await Promise.all([makeKey(), makeKey(), makeKey()])
const id = doorIdOf(door)

test('the longest list fits its token, and its token a line of the journal', async () => {
  const grants = Array.from({ length: REVOKED_MOST }, () => freshGrantId())
  const keys = Array.from({ length: REVOKED_MOST }, (_, at) => String(at).padStart(43, 'k') as Thumbprint)
  const list = await makeRevocations(owner, id, { grants, keys, epoch: Number.MAX_SAFE_INTEGER, before: 9 })
  assert.ok((await openToken(REVOCATIONS, list, await toVerify(owner))).ok)
  const entry = {
    v: 1 as const,
    iss: id,
    n: 1e9,
    prev: 'h'.repeat(43) as Hash,
    at: MONDAY,
    what: { kind: 'revocations' as const, list },
  }
  const line = await signToken(ENTRY, entry, door)
  assert.ok(line.length <= JOURNAL_LINE_BYTES, `${line.length}`)
  assert.ok(JOURNAL_LINE_BYTES <= JOURNAL_BYTES)
  assert.ok((await openToken(ENTRY, line, await toVerify(door))).ok)
})

test('a chain falls with any of its grants, any of its keys, or its epoch', () => {
  const grant = grantClaims(owner.thumbprint, courier.thumbprint, id, { epoch: 3 })
  const chain = { ok: true as const, grants: [grant], holder: courier.thumbprint, hash: 'h'.repeat(43) as Hash }
  const list = {
    v: 1 as const,
    iss: owner.thumbprint,
    aud: id,
    epoch: 4,
    iat: 0 as never,
    grants: [],
    keys: [],
    before: 0,
  }
  assert.not(isRevoked(chain, NOTHING_REVOKED))
  assert.ok(isRevoked(chain, revokedBy({ ...list, grants: [grant.jti] })))
  assert.ok(isRevoked(chain, revokedBy({ ...list, keys: [courier.thumbprint] })))
  assert.ok(isRevoked(chain, revokedBy({ ...list, before: 4 })))
  assert.not(isRevoked(chain, revokedBy({ ...list, before: 3 })))
})

test.run()
