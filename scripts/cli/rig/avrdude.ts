// avrdude, a program of the system: writes and verifies the flash through the board's boot loader. What its words mean
// for the person is decided here, from its output.

import { spawn } from 'node:child_process'
import { fault, type SpokenError } from '../spoken.ts'

/** Optiboot; an old Nano's boot loader. */
export const BAUDS = [115_200, 57_600] as const
const WITHIN_MS = 180_000
/** A pulled cable may leave it waiting for a long time; while it works it says something more often. */
const QUIET_MS = 15_000
const FORCE_MS = 2_000
const OUTPUT_MOST = 64 * 1024

export interface Write {
  readonly port: string
  /** Images, each written and read back before the next. */
  readonly hexes: readonly string[]
  /** What avrdude says while it works. */
  readonly show: (piece: string) => void
  readonly stop: AbortSignal
}

/** `unopened`: the port was not there or still held; a moment later it may be. */
export type Written = 'written' | 'not_in_sync' | 'unopened' | SpokenError

const argumentsFor = ({ port, hexes }: Write, baud: number): string[] => [
  ...['-c', 'arduino', '-p', 'm328p', '-b', String(baud), '-P', port],
  // Pages are erased as they are written: the boot loader knows no erasing of everything.
  ...['-D', ...hexes.flatMap((hex) => ['-U', `flash:w:${hex}:i`])],
]

/** Did pages begin to be written? Before that the board is as it was. */
const isBegun = (said: string): boolean => /writing \d+ bytes? (to )?flash|Writing \|/i.test(said)

const broken = (said: string, detail: string, cause?: unknown): SpokenError =>
  fault(isBegun(said) ? 'flash_broken_off' : 'flash_not_begun', { detail }, cause)

const tailOf = (said: string): string =>
  said
    .trim()
    .split(/[\r\n]+/)
    // It thanks whoever it failed.
    .filter((line) => !/avrdude(: | )?done/i.test(line))
    .at(-1)
    ?.slice(0, 160) ?? ''

/** @param code of the process; undefined: it was ended by force */
export const judgeAvrdude = (code: number | undefined, said: string): Written => {
  if (code === 0) return 'written'
  if (isBegun(said)) {
    return /verification error|mismatch/i.test(said) ? fault('flash_verify') : broken(said, tailOf(said))
  }
  const signature = /device signature = (0x[0-9a-f]{6})/i.exec(said)?.[1]
  if (/expected signature|double check chip/i.test(said)) return fault('flash_wrong_chip', { detail: signature ?? '?' })
  if (code === undefined) return 'not_in_sync'
  if (/not in sync|not responding|programmer is not responding|sync with programmer/i.test(said)) return 'not_in_sync'
  if (/can't open device|cannot open port|unable to open (port|programmer)/i.test(said)) return 'unopened'
  return broken(said, tailOf(said))
}

const runAvrdude = (write: Write, baud: number): Promise<Written> =>
  new Promise((resolve) => {
    const child = spawn('avrdude', argumentsFor(write, baud), { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const hear = (piece: Buffer): void => {
      quiet.refresh()
      const text = piece.toString('utf8')
      said = (said + text).slice(-OUTPUT_MOST)
      write.show(text)
    }
    let force: NodeJS.Timeout | undefined
    const kill = (): void => {
      child.kill('SIGTERM')
      force ??= setTimeout(() => child.kill('SIGKILL'), FORCE_MS)
    }
    const timer = setTimeout(kill, WITHIN_MS)
    const quiet = setTimeout(kill, QUIET_MS)
    write.stop.addEventListener('abort', kill, { once: true })
    const end = (written: Written): void => {
      for (const one of [timer, quiet, force]) clearTimeout(one)
      write.stop.removeEventListener('abort', kill)
      resolve(written)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (cause: NodeJS.ErrnoException) =>
      end(cause.code === 'ENOENT' ? fault('flash_no_avrdude') : broken(said, cause.message, cause)),
    )
    child.on('close', (code) => end(judgeAvrdude(code ?? undefined, said)))
  })

export const writeFlash = async (write: Write, baud: number): Promise<Written> =>
  write.stop.aborted ? fault('stopped') : await runAvrdude(write, baud)
