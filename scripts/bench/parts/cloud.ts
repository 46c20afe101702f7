// The clip service as a process over a folder, for the doors of one owner.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Thumbprint } from '#protocol/units.ts'
import { type Program, startProgram, typescript } from './program.ts'

export interface CloudProgram {
  readonly program: Program
  readonly url: string
  /** Folder of the object store itself. */
  readonly store: string
}

export const startCloud = async (folder: string, owner: Thumbprint): Promise<CloudProgram> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [file, store] = [join(folder, 'cloud.toml'), join(folder, 'store')]
  const own = [`key = "${join(folder, 'cloud-key.json')}"`, 'listen = "127.0.0.1:0"', `owners = ["${owner}"]`]
  const tables = ['[store]', `folder = "${store}"`, '[log]', 'level = "warn"']
  await writeFile(file, [...own, ...tables, ''].join('\n'))
  const program = await startProgram({
    name: 'clip service',
    ...typescript('cloud/main.ts', '--config', file),
    isReady: (line) => line.includes('"ready":true'),
  })
  const { http } = JSON.parse(program.ready) as { readonly http: number }
  return { program, url: `http://127.0.0.1:${http}`, store }
}
