import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshRequestId } from '#protocol/ids.ts'
import { LOCAL } from '#protocol/proof.ts'
import { millis, type Thumbprint } from '#protocol/units.ts'
import { createFollowing } from './walker.ts'

const [known, stranger] = ['k', 's'].map((letter) => letter.repeat(43) as Thumbprint) as [Thumbprint, Thumbprint]
const intent = (
  request: ReturnType<typeof freshRequestId>,
  holder?: Thumbprint,
  act: 'unlock' | 'live' = 'unlock',
) => ({
  kind: 'intent' as const,
  request,
  act,
  ...(holder ? { holder } : {}),
  via: LOCAL as typeof LOCAL,
  spends: [],
  binds: [],
})

const test = suite('hands at the simulated door')

test('walk a visit of somebody whose key is not on this machine, once, when the bolt is out', () => {
  const opens = createFollowing(new Set([known]))
  const request = freshRequestId()
  assert.not(opens(intent(request, stranger)))
  assert.ok(opens({ kind: 'opened', request, after: millis(200) }))
  assert.not(opens({ kind: 'opened', request, after: millis(200) }))
})

test('leave alone visits of known keys, of PINs, and whoever only watches', () => {
  const opens = createFollowing(new Set([known]))
  for (const what of [
    (request: ReturnType<typeof freshRequestId>) => intent(request, known),
    (request: ReturnType<typeof freshRequestId>) => intent(request),
    (request: ReturnType<typeof freshRequestId>) => intent(request, stranger, 'live'),
  ]) {
    const request = freshRequestId()
    opens(what(request))
    assert.not(opens({ kind: 'opened', request, after: millis(200) }))
  }
})

test.run()
