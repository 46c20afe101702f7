// Where a film goes: a file that is there whole or not at all, the standard output, or a player.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { fault } from '../spoken.ts'

export interface Sink {
  /** @returns false when nobody takes it any more */
  write(bytes: Uint8Array): Promise<boolean>
  /** @param whole false: throw away what was written */
  end(whole: boolean): Promise<void>
}

const writeFully = async (stream: Writable, bytes: Uint8Array): Promise<boolean> => {
  if (stream.destroyed || stream.writableEnded) return false
  if (stream.write(bytes)) return true
  await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => undefined)
  return !stream.destroyed
}

/** Written beside and renamed; nobody else may read it. */
export const toFile = async (path: string): Promise<Sink> => {
  const beside = `${path}.${process.pid}.tmp`
  const file: FileHandle = await open(beside, 'w', 0o600)
  return {
    write: async (bytes) => {
      await file.writeFile(bytes)
      return true
    },
    end: async (whole) => {
      if (whole) await file.sync()
      await file.close()
      await (whole ? rename(beside, path) : rm(beside, { force: true }))
    },
  }
}

export const toOutput = (): Sink => ({
  write: (bytes) => writeFully(process.stdout, bytes),
  end: () => Promise.resolve(),
})

const PLAYER = ['-hide_banner', '-loglevel', 'error', '-autoexit', '-window_title', 'Hausrecht', '-i', 'pipe:0']

/** ffplay, which ends with its window. @throws SpokenError `player_missing` */
export const toPlayer = async (stop: AbortSignal): Promise<Sink> => {
  const child: ChildProcess = spawn('ffplay', PLAYER, { stdio: ['pipe', 'ignore', 'ignore'], signal: stop })
  const closed = once(child, 'close').catch(() => undefined)
  const { stdin } = child
  stdin?.on('error', () => undefined)
  try {
    await once(child, 'spawn')
  } catch (cause) {
    throw fault('player_missing', {}, cause)
  }
  return {
    write: (bytes) => (stdin ? writeFully(stdin, bytes) : Promise.resolve(false)),
    end: async () => {
      stdin?.end()
      await closed
    },
  }
}
