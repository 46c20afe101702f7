// How much slower a machine's processor is than this computer's: the same work of Node's in both.

import { spawnSync } from 'node:child_process'
import type { Inside } from '#test/image/machine.ts'
import { median } from '../spread.ts'

/** Much like a program's start: a text is compiled and run again and again, little of it often enough to become fast. */
const WORK = `const t = process.cpuUsage();
let text = ''; for (let i = 0; i < 400; i++) text += 'function f' + i + '(a){ const o = { a, b: [a, ' + i + '] }; return JSON.stringify(o).length }; n += f' + i + '(' + i + ');';
let n = 0; for (let i = 0; i < 25; i++) n += new Function('let n = ' + i + ';' + text + 'return n')();
const u = process.cpuUsage(t); console.log((u.user + u.system) / 1000, n)`

const WITHIN = 120_000

const cost = (printed: string): number => Number(printed.split(' ')[0])

/** @returns how often the processor time of here is needed inside */
export const slownessOf = async (inside: Inside, times: number): Promise<number> => {
  const encoded = Buffer.from(WORK).toString('base64')
  const [here, there]: [number[], number[]] = [[], []]
  for (let at = 0; at < times; at += 1) {
    here.push(cost(spawnSync(process.execPath, ['-e', WORK], { encoding: 'utf8', timeout: WITHIN }).stdout))
    there.push(cost(await inside.must(`echo ${encoded} | base64 -d | node -`, { within: WITHIN })))
  }
  return median(there) / median(here)
}
