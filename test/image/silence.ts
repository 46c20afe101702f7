// For how long a door says nothing on its own socket while something is done to it: asked from inside, each 20 ms.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '#test/support/wait.ts'
import type { Inside } from './machine.ts'

const PROGRAM = '/var/tmp/silence.mjs'
const FIRST_WITHIN = 60_000

/** Says `first` once it was answered, and all of it when it is told to end. */
const ASKING = `
import { connect } from 'node:net'
import { writeFileSync } from 'node:fs'
const [, , result] = process.argv
let last, longest = 0, answers = 0
const silent = () => performance.now() - last
const answered = () => {
  if (answers++ === 0) writeFileSync(result, 'first')
  else longest = Math.max(longest, silent())
  last = performance.now()
}
const ask = () => {
  const socket = connect('/run/hausrecht/door.sock')
  const next = () => { socket.destroy(); setTimeout(ask, 20) }
  socket.setTimeout(2000, next)
  socket.once('error', next)
  socket.once('end', next)
  socket.once('connect', () => socket.write('{"do":"state"}\\n'))
  socket.once('data', () => { answered(); next() })
}
ask()
process.on('SIGTERM', () => {
  writeFileSync(result, JSON.stringify({ longest: Math.max(longest, silent()), answers }))
  process.exit(0)
})
`

export interface Silence {
  /** Milliseconds from one answer to the next, or to the end. */
  readonly longest: number
  readonly answers: number
}

let asked = 0

/** @param folder here, for the program on its way in */
export const silence = async (door: Inside, folder: string, during: () => Promise<unknown>): Promise<Silence> => {
  const name = `silence-${++asked}`
  const result = `/var/tmp/${name}`
  await writeFile(join(folder, 'silence.mjs'), ASKING)
  await door.copyIn(join(folder, 'silence.mjs'), PROGRAM)
  await door.must(`rm -f ${result}; systemd-run --unit=${name} --collect node ${PROGRAM} ${result}`)
  try {
    await until(async () => (await door.run(`cat ${result}`)).stdout === 'first', 'the door answers', FIRST_WITHIN)
    await during()
  } finally {
    await door.run(`systemctl stop ${name}`)
  }
  return JSON.parse(await door.must(`cat ${result}`)) as Silence
}
