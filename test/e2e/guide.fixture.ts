// docs/build-a-rig.md as its reader types it: the fenced blocks, in order, and the commands in its running text.

import { readFile } from 'node:fs/promises'

export interface Block {
  /** What stands behind `test=`; empty: nothing tests it. */
  readonly name: string
  readonly text: string
  readonly line: number
}

export interface Guide {
  readonly blocks: readonly Block[]
  /** Between backticks. */
  readonly inline: readonly string[]
}

const FENCE = /^```sh(?: test=(\S+))?\n([\s\S]*?)^```$/gm

export const readGuide = async (): Promise<Guide> => {
  const text = await readFile(new URL('../../docs/build-a-rig.md', import.meta.url), 'utf8')
  const blocks = [...text.matchAll(FENCE)].map(({ index, 1: name = '', 2: block = '' }) => ({
    name,
    text: block,
    line: text.slice(0, index).split('\n').length,
  }))
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return { blocks, inline: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code) }
}

/** The block that stands once. */
export const onlyBlock = ({ blocks }: Guide, name: string): Block => {
  const [found, second] = blocks.filter((block) => block.name === name)
  if (!found || second) throw new Error(`the guide has no one block “${name}”`)
  return found
}
