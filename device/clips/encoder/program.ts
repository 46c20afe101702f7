// One child program: bytes in, bytes out, never outlives its owner. Decides nothing about what the bytes mean.

import { spawn } from 'node:child_process'
import { type Readable, Writable } from 'node:stream'

/** Bytes of its complaints that are kept, the last ones. */
const COMPLAINT = 2048

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  /** The end of what it wrote to its error output. */
  readonly said: string
}

export interface Program {
  /** Resolves when it has taken the bytes, or is gone. Never throws. */
  send(...parts: readonly Uint8Array[]): Promise<void>
  /** No more bytes: it finishes and ends. */
  finish(): void
  /** At once, with whatever it started. */
  kill(): void
  /** After its last byte was handed on. */
  readonly ended: Promise<Ended>
}

export interface Outputs {
  readonly 1: (bytes: Uint8Array) => void
  readonly 3?: (bytes: Uint8Array) => void
}

/** A program of its own process group; an interrupt at the terminal is its owner's to pass on. */
export const startProgram = (command: string, options: readonly string[], outputs: Outputs): Program => {
  const pipes: 'pipe'[] = outputs[3] === undefined ? ['pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe', 'pipe']
  const child = spawn(command, options, { stdio: pipes, detached: true })
  const [stdin, stdout, stderr, third] = child.stdio as readonly (Readable | Writable | null | undefined)[]
  let said = ''
  let gone = false
  let sending: (() => void)[] = []
  const taken = (): void => {
    const resolves = sending
    sending = []
    for (const resolve of resolves) resolve()
  }
  stderr?.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('latin1')).slice(-COMPLAINT)
  })
  stdout?.on('data', outputs[1])
  if (outputs[3] !== undefined) third?.on('data', outputs[3])
  stdin?.on('drain', taken)
  // A pipe to a dead program breaks; that it is dead is told by `ended`.
  for (const pipe of [stdin, stdout, stderr, third]) pipe?.on('error', () => undefined)
  const ended = new Promise<Ended>((resolve) => {
    const end = (code: number | null, signal: string | null): void => {
      gone = true
      taken()
      resolve({ code, signal, said })
    }
    child.once('close', end)
    child.once('error', (fault) => {
      if (child.pid !== undefined) return
      said = fault.message
      end(null, null)
    })
  })
  return {
    send: async (...parts) => {
      if (gone || !(stdin instanceof Writable) || stdin.destroyed || stdin.writableEnded) return
      stdin.cork()
      let room = true
      for (const part of parts) room = stdin.write(part)
      stdin.uncork()
      if (!room) await new Promise<void>((resolve) => sending.push(resolve))
    },
    finish: () => {
      if (stdin instanceof Writable) stdin.end()
    },
    kill: () => {
      if (gone || child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It was quicker.
      }
    },
    ended,
  }
}
