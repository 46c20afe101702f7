// The live process itself, as the door starts it, and viewers in a process of their own: never in the tests' one, which
// the library would end in a SIGSEGV.

import { type ChildProcess, fork } from 'node:child_process'
import { freshId } from '#protocol/ids.ts'
import type { FromDoor, FromViewer, Way } from '#protocol/live/control.ts'
import { epochMs, type RequestId } from '#protocol/units.ts'
import type { UdpPath } from '#test/support/udp-path.ts'
import { until, within } from '#test/support/wait.ts'
import { ConfigSchema } from '../config/config.ts'
import type { FromLive, ToLive } from './messages.ts'
import type { FromViewerChild, ToViewer } from './rtc/viewer.fixture.ts'

const LIMIT = 15_000

const start = (file: string): ChildProcess =>
  fork(new URL(file, import.meta.url), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  })

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
  await gone
  clearTimeout(timer)
}

export type Unit = Extract<FromViewerChild, { is: 'unit' }> & { readonly when: number }

export interface Watcher {
  readonly id: number
  readonly sid: RequestId
  readonly units: Unit[]
  readonly said: FromDoor[]
  /** Pictures of the track. */
  readonly frames: { readonly width: number; readonly height: number; readonly when: number }[]
  /** How many loud pieces of sound came. */
  sounds: number
  closed: boolean
  say(word: FromViewer): void
  tell(command: 'sleep' | 'wake' | 'close'): void
  tone(pieces: number): void
  ways(): Way[]
}

export interface LiveRig {
  readonly heard: FromLive[]
  readonly exit: Promise<number | null>
  tell(message: ToLive): void
  /** Offers, answers and says hello. */
  watch(ways: Way[], path?: UdpPath): Promise<Watcher>
  close(): Promise<void>
}

export interface LiveRigParts {
  readonly tap: string
  readonly viewers?: number
  readonly speaker?: string
  readonly microphone?: string
}

const note = (watcher: Watcher, message: FromViewerChild): void => {
  if (message.is === 'unit') watcher.units.push({ ...message, when: performance.now() })
  if (message.is === 'said') watcher.said.push(JSON.parse(message.text) as FromDoor)
  if (message.is === 'closed') watcher.closed = true
  if (message.is === 'sound') watcher.sounds += 1
  if (message.is === 'frame') watcher.frames.push({ ...message, when: performance.now() })
}

export const openRig = async ({ tap, ...live }: LiveRigParts): Promise<LiveRig> => {
  const [door, page] = [start('./main.ts'), start('./rtc/viewer.fixture.ts')]
  const heard: FromLive[] = []
  let lost = ''
  const offers = new Map<number, string>()
  const open = new Set<number>()
  const watchers = new Map<number, Watcher>()
  page.once('exit', (code, signal) => {
    lost = `the viewers ended: ${signal ?? code}`
  })
  const exit = new Promise<number | null>((resolve) => door.once('exit', (code) => resolve(code)))
  door.on('message', (message: FromLive) => heard.push(message))
  page.on('message', (message: FromViewerChild) => {
    if (message.is === 'offer') offers.set(message.id, message.sdp)
    if (message.is === 'open') open.add(message.id)
    const watcher = watchers.get(message.id)
    if (watcher) note(watcher, message)
  })
  const tell = (message: ToLive): void => {
    if (door.connected) door.send(message)
  }
  const ask = (message: ToViewer): void => {
    if (page.connected) page.send(message)
  }
  const config = ConfigSchema.parse({ data: '/', bridge: { url: 'mqtt://x' }, live, log: { level: 'warn' } })
  tell({ say: 'start', config, tap, now: epochMs(Date.now()) })
  await until(() => heard.some(({ say }) => say === 'ready'), 'the live process is ready', LIMIT)
  tell({ say: 'sight', sight: 'clear', recording: false, now: epochMs(Date.now()) })

  const answerOf = (sid: RequestId): Extract<FromLive, { say: 'answer' | 'failed' }> | undefined =>
    heard.find((message) => (message.say === 'answer' || message.say === 'failed') && message.sid === sid) as never
  let count = 0
  const watch = async (ways: Way[], path?: UdpPath): Promise<Watcher> => {
    const id = count++
    const sid = freshId() as RequestId
    const watcher: Watcher = {
      ...{ id, sid, units: [], said: [], frames: [], closed: false, sounds: 0 },
      say: (word) => ask({ do: 'say', id, text: JSON.stringify(word) }),
      tell: (command) => ask(command === 'close' ? { do: 'close', id } : { do: 'sleep', id, on: command === 'sleep' }),
      tone: (pieces) => ask({ do: 'tone', id, pieces }),
      ways: () => watcher.said.flatMap((word) => (word.say === 'way' ? [word.way] : [])),
    }
    watchers.set(id, watcher)
    if (lost !== '') throw new Error(lost)
    ask({ do: 'offer', id })
    await until(() => offers.has(id), 'the offer', LIMIT)
    const sdp = offers.get(id) ?? ''
    tell({ say: 'offer', sid, sdp: path?.through('viewer', sdp) ?? sdp, relayOnly: false })
    await until(() => answerOf(sid) !== undefined, 'the answer', LIMIT)
    const answer = answerOf(sid)
    if (answer?.say !== 'answer') throw new Error(`no answer: ${JSON.stringify(answer)}`)
    ask({ do: 'answer', id, sdp: path?.through('door', answer.sdp) ?? answer.sdp })
    await until(() => open.has(id), 'the connection', LIMIT)
    watcher.say({ say: 'hello', ways })
    return watcher
  }
  return {
    heard,
    exit,
    tell,
    watch,
    close: async () => {
      await within(Promise.all([stop(door), stop(page)]), 'both processes to end', LIMIT)
    },
  }
}
