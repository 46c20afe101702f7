// Where the door's other programs are and how Node runs them: sources through tsx, or bundled in one folder beside this.

import { fileURLToPath } from 'node:url'

/** A program's source below device/; bundled it carries its folder's name: `camera/main.ts` is `camera.js`. */
export type ProgramSource = 'camera/main.ts' | 'camera/scene/main.ts' | 'live/main.ts'

/** @param here URL of this very file: the source, or the bundle it became a part of */
export const programOf = (source: ProgramSource, here: string = import.meta.url): string =>
  fileURLToPath(new URL(here.endsWith('.ts') ? source : `${source.split('/').at(-2)}.js`, here))

/** What Node is told before the program's path. By the full path of tsx: the working folder may be any. */
export const nodeOptionsFor = (program: string): string[] =>
  program.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : []
