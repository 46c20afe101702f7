import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { askAgent } from './ask.ts'

const test = suite('asking the agent')
const LIMIT = 200

/** Asks somebody who answers with this. */
const askedOf = async (says: string | undefined): Promise<unknown> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-ask-'))
  const path = join(folder, 'door.sock')
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (asked) => {
      assert.is(asked.toString(), '{"do":"state"}\n')
      if (says !== undefined) socket.write(says)
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  try {
    return await askAgent(path, LIMIT)
  } finally {
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true })
  }
}

const state = (claims: unknown): string =>
  `${JSON.stringify({ door: {}, state: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x` })}\n`

test('reads the version and the alarms from the signed state', async () => {
  const said = { version: '2.0.0', alarms: ['rig_lost'], bolt: 'unknown', camera: 'clear' }
  assert.equal(await askedOf(state({ ...said, viewers: 0 })), said)
})

test('takes silence, nonsense, endless talk and nobody for no answer', async () => {
  for (const says of [undefined, 'x\n', '[]\n', '{"state":"a.b.c"}\n', state({ version: 2 }), 'x'.repeat(100_000)])
    assert.is(await askedOf(says), undefined)
  assert.is(await askAgent('/nonexistent/door.sock', LIMIT), undefined)
})

test.run()
