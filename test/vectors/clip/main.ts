// Makes the test vectors of docs/clip-format.md anew: one small clip with every key that belongs to it, the secret
// ones too, since they guard nothing. Run: node --import tsx test/vectors/clip/main.ts

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filmPieces, makeClip } from '#protocol/clip/clip.fixture.ts'
import { freshPair } from '#protocol/seal/seal.ts'

const folder = dirname(fileURLToPath(import.meta.url))
const owner = await freshPair()
const made = await makeClip({ owners: [owner.recipient], pieces: await filmPieces(1) })

const files: Readonly<Record<string, string | Uint8Array>> = {
  'door.json': `${JSON.stringify(made.doorKey.jwk)}\n`,
  'owner.key': `# opens a test vector and nothing else\n${owner.identity}\n`,
  'journal.jsonl': made.journal.lines.map((line) => `${line}\n`).join(''),
  'film.mp4': Buffer.concat(made.plain),
  'clip/head': made.head,
  'clip/identity': made.identity,
  'clip/end': made.end ?? '',
  ...Object.fromEntries(made.lines.map((_, n) => [`clip/parts/${String(n).padStart(6, '0')}`, made.framed(n)])),
}

for (const [name, content] of Object.entries(files)) {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), content)
}
