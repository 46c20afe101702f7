// Looks at what is plugged in, and into a film.

import { execFile } from 'node:child_process'
import { access, readdir } from 'node:fs/promises'
import type { Look } from './source.ts'

const PROBE_MS = 5000

const codec = (path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0']
    execFile(
      'ffprobe',
      [...args, `file:${path}`],
      { timeout: PROBE_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 },
      (fault, out) => resolve(fault ? undefined : /^[\w-]+/.exec(out)?.[0]),
    )
  })

export const systemLook: Look = {
  names: (folder) => readdir(folder).catch(() => []),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  codec,
}
