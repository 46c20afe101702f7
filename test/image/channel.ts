// The host's end of the virtio-serial port: jobs go in, what they said comes out. See seed/exec.sh for the other end.

import { createConnection, type Socket } from 'node:net'
import { pause } from '#test/support/wait.ts'
import type { Said } from './command.ts'

interface Waiting {
  readonly done: (said: Said) => void
  readonly fail: (fault: Error) => void
  readonly timer: NodeJS.Timeout
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const plain = (text = ''): string => Buffer.from(text, 'base64').toString()

export class Channel {
  private readonly socket: Socket
  private readonly waiting = new Map<string, Waiting>()
  private readonly readies: ((bootId: string) => void)[] = []
  private bootId: string | undefined
  private pieces: string[] = []
  private next = 1

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (piece) => this.hear(String(piece)))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.lost())
  }

  /** @param path of the emulator's socket, which is there already, perhaps only just: nobody listens yet */
  static async open(path: string, limitMs = 20_000): Promise<Channel> {
    const end = Date.now() + limitMs
    for (;;) {
      try {
        return await Channel.connect(path)
      } catch (cause) {
        if (Date.now() > end) throw new Error(`the emulator does not listen at ${path}`, { cause })
        await pause(50)
      }
    }
  }

  private static connect(path: string): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ path })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Channel(socket))
      })
    })
  }

  /** @returns the kernel's boot id, once the machine listens */
  ready(limitMs: number): Promise<string> {
    if (this.bootId !== undefined) return Promise.resolve(this.bootId)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the machine did not listen within ${limitMs} ms`)), limitMs)
      this.readies.push((bootId) => {
        clearTimeout(timer)
        if (bootId === '') reject(new Error('the machine went before it listened'))
        else resolve(bootId)
      })
    })
  }

  /** @param limitMs after which the machine itself ends the job; the channel gives it 30 s more */
  run(script: string, limitMs: number): Promise<Said> {
    const id = String(this.next++)
    return new Promise((done, fail) => {
      const late = (): void => {
        this.waiting.delete(id)
        fail(new Error(`the machine did not answer within ${limitMs + 30_000} ms to: ${script.slice(0, 200)}`))
      }
      this.waiting.set(id, { done, fail, timer: setTimeout(late, limitMs + 30_000) })
      if (this.socket.destroyed) this.lost()
      else this.socket.write(`${id} ${Math.ceil(limitMs / 1000)} ${base64(script)}\n`)
    })
  }

  close(): void {
    this.socket.destroy()
    this.lost()
  }

  private lost(): void {
    for (const { fail, timer } of this.waiting.values()) {
      clearTimeout(timer)
      fail(new Error('the machine is gone'))
    }
    this.waiting.clear()
    for (const ready of this.readies.splice(0)) ready('')
  }

  private hear(piece: string): void {
    const lines = piece.split('\n')
    // Only the end of a line joins the pieces: an answer may be megabytes.
    for (let at = 0; at < lines.length - 1; at += 1) {
      const line = this.pieces.join('') + (lines[at] ?? '')
      this.pieces = []
      this.take(line)
    }
    this.pieces.push(lines.at(-1) ?? '')
  }

  private take(line: string): void {
    const [id = '', code = '', out, err] = line.split(' ')
    if (id === 'ready') {
      this.bootId = code
      for (const ready of this.readies.splice(0)) ready(code)
      return
    }
    const waiting = this.waiting.get(id)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.waiting.delete(id)
    waiting.done({ code: Number(code), stdout: plain(out), stderr: plain(err) })
  }
}
