// Reads and writes files of a FAT partition inside a disk or an image file, without mounting it: through mtools.

import { spawn } from 'node:child_process'
import { flashFault } from '../words.ts'

const LIMIT = 120_000

interface Said {
  readonly code: number
  readonly out: Buffer
  readonly complaint: string
}

/** One run of a system program; a missing one is told with its package. */
export const runTool = (program: string, args: readonly string[], from: string): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT,
      // mtools distrusts sizes that other systems' tools wrote, and would read somebody's settings.
      env: { ...process.env, MTOOLS_SKIP_CHECK: '1', MTOOLSRC: '/dev/null', LC_ALL: 'C.UTF-8' },
    })
    const out: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (piece: Buffer) => out.push(piece))
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint = (complaint + piece).slice(-400)
    })
    child.once('error', (error) => reject(flashFault('program_missing', { program, package: from }, error)))
    child.once('close', (code) => resolve({ code: code ?? 1, out: Buffer.concat(out), complaint: complaint.trim() }))
  })

export interface Fat {
  /** @returns undefined where there is no such file */
  readonly read: (path: string) => Promise<Buffer | undefined>
  /** Copies a file of this machine in, in place of one that is there. */
  readonly copyIn: (from: string, path: string) => Promise<void>
  readonly makeFolder: (path: string) => Promise<void>
}

/**
 * @param start where the partition begins in it, in bytes
 */
export const openFat = (target: string, start: number): Fat => {
  const image = ['-i', `${target}@@${start}`]
  const inside = (path: string): string => `::/${path}`
  const run = async (program: string, ...args: readonly string[]): Promise<void> => {
    const { code, complaint } = await runTool(program, args, 'mtools')
    if (code !== 0) throw flashFault('boot_write', { detail: complaint })
  }
  return {
    read: async (path) => {
      const { code, out } = await runTool('mtype', [...image, inside(path)], 'mtools')
      return code === 0 ? out : undefined
    },
    copyIn: (from, path) => run('mcopy', ...image, '-D', 'o', '-n', '-o', from, inside(path)),
    makeFolder: (path) => run('mmd', ...image, '-D', 's', inside(path)),
  }
}
