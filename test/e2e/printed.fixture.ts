// Commands as a person finds them printed: in the greeting of `npm start`, and in the README.

import { readFile } from 'node:fs/promises'

/** One line of a shell: commands that run one after the other, each only if the one before went well (`&&`), or anyhow (`;`). */
export interface Line {
  readonly text: string
  readonly steps: readonly { readonly argv: readonly string[]; readonly anyhow: boolean }[]
}

const CALL = 'npx hausrecht'

const lineOf = (text: string): Line => ({
  text,
  steps: text
    .split(/(?<=&&|;)/)
    .map((step, at, all) => ({ step: step.replace(/(&&|;)$/, '').trim(), anyhow: all[at - 1]?.endsWith(';') ?? false }))
    .map(({ step, anyhow }) => ({ argv: step.replace(/^npx hausrecht /, '').split(/\s+/), anyhow })),
})

/** Everything the greeting says to try, but for what only watches. */
export const greeted = (out: string): readonly Line[] =>
  out
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(CALL) && !/\bwatch\b/.test(line))
    .map(lineOf)

/** The commands of the README's paragraph that begins so, and the refusals it promises in its words. */
export const promised = async (
  beginning: string,
): Promise<{ readonly lines: readonly Line[]; readonly codes: string[] }> => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const at = readme.indexOf(`\n${beginning}`)
  const [words = '', block = ''] = readme.slice(Math.max(0, at)).split('```', 2)
  const lines = block
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
  if (at < 0 || lines.length === 0) throw new Error(`the README has no commands under “${beginning}”`)
  return { lines: lines.map(lineOf), codes: [...words.matchAll(/\(`(\w+)`\)/g)].map(([, code]) => code ?? '') }
}
