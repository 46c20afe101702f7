// Another's way to show a camera in a page, measured beside ours: ffmpeg encodes the same drawn door to H.264 and sends
// RTP to Janus (Debian's), which passes it on to the browser by WebRTC.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { startProgram, typescript } from '../parts/program.ts'
import { pause } from '../parts/wait.ts'
import { showTimes } from './scene.ts'

export const hasJanus = existsSync('/usr/bin/janus')

const PLUGINS = '/usr/lib/x86_64-linux-gnu/janus/plugins'
const TRANSPORTS = '/usr/lib/x86_64-linux-gnu/janus/transports'

export interface JanusParts {
  readonly folder: string
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly kilobits: number
  readonly ports: { readonly http: number; readonly rtp: number }
}

export interface Janus {
  /** Each viewer: gives its offer, takes the page's answer. */
  watch(): Promise<{ readonly offer: string; answer(sdp: string): Promise<void> }>
  end(): Promise<void>
}

const settings = async ({ folder, ports }: JanusParts): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const files: Record<string, string> = {
    'janus.jcfg': [
      `general: { configs_folder = "${folder}"; plugins_folder = "${PLUGINS}"; transports_folder = "${TRANSPORTS}"; debug_level = 2; log_to_stdout = true }`,
      'nat: { full_trickle = false; ice_enforce_list = "lo" }',
      'media: { ipv6 = false }',
      'plugins: { }',
      'transports: { }',
      '',
    ].join('\n'),
    'janus.transport.http.jcfg': `general: { http = true; port = ${ports.http}; ip = "127.0.0.1"; https = false; json = "plain" }\nadmin: { admin_http = false }\n`,
    'janus.plugin.streaming.jcfg': [
      'door: { type = "rtp"; id = 1; description = "door"',
      `  media = ( { type = "video"; mid = "v"; label = "v"; port = ${ports.rtp}; iface = "127.0.0.1"; pt = 96; codec = "h264"; fmtp = "profile-level-id=42e01f;packetization-mode=1" } )`,
      '}',
      '',
    ].join('\n'),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

/** The drawn door, encoded with the settings of our own encoder as far as RTP allows. */
const encoder = ({ width, height, fps, kilobits, ports }: JanusParts, control: string): readonly ChildProcess[] => {
  const { command, args } = typescript(
    'device/camera/scene/main.ts',
    ...['--width', `${width}`, '--height', `${height}`, '--fps', `${fps}`, '--control', control],
  )
  const scene = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  const encode = [
    ...['-nostdin', '-v', 'error', '-threads', '1', '-probesize', '32', '-analyzeduration', '1', '-f', 'mpjpeg'],
    ...['-use_wallclock_as_timestamps', '1', '-i', 'pipe:0', '-fps_mode', 'passthrough', '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '2', '-profile:v', 'baseline'],
    ...['-crf', '23', '-maxrate', `${kilobits}k`, '-bufsize', `${kilobits}k`, '-g', `${fps}`],
    ...['-f', 'rtp', '-payload_type', '96', `rtp://127.0.0.1:${ports.rtp}?pkt_size=1200`],
  ]
  const ffmpeg = spawn('ffmpeg', encode, { stdio: ['pipe', 'ignore', 'ignore'] })
  scene.stdout.pipe(ffmpeg.stdin)
  for (const child of [scene, ffmpeg]) child.on('error', () => undefined)
  ffmpeg.stdin.on('error', () => undefined)
  return [scene, ffmpeg]
}

const AnswerSchema = z.object({ janus: z.string(), data: z.object({ id: z.number() }).optional() })
const EventSchema = z.object({
  janus: z.string(),
  jsep: z.object({ type: z.string(), sdp: z.string() }).optional(),
})

const call = async (url: string, body: object): Promise<number> => {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ transaction: `${Math.random()}`, ...body }),
    signal: AbortSignal.timeout(5000),
  })
  return AnswerSchema.parse(await response.json()).data?.id ?? 0
}

const OFFER_WITHIN = 10_000

const watchAt = async (root: string): ReturnType<Janus['watch']> => {
  const session = `${root}/${await call(root, { janus: 'create' })}`
  const handle = `${session}/${await call(session, { janus: 'attach', plugin: 'janus.plugin.streaming' })}`
  await call(handle, { janus: 'message', body: { request: 'watch', id: 1 } })
  for (const until = performance.now() + OFFER_WITHIN; performance.now() < until; ) {
    const response = await fetch(session, { signal: AbortSignal.timeout(OFFER_WITHIN) })
    const { jsep } = EventSchema.parse(await response.json())
    if (jsep?.type !== 'offer') continue
    const answer = (sdp: string) =>
      call(handle, { janus: 'message', body: { request: 'start' }, jsep: { type: 'answer', sdp } })
    return {
      offer: jsep.sdp,
      answer: async (sdp) => {
        await answer(sdp)
      },
    }
  }
  throw new HausrechtError('bench_late', 'Janus made no offer')
}

const READY_TRIES = 100

const answering = async (url: string): Promise<void> => {
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    const there = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (there) return
    await pause(100)
  }
  throw new HausrechtError('bench_late', 'Janus does not answer')
}

export const startJanus = async (parts: JanusParts): Promise<Janus> => {
  await settings(parts)
  const control = join(parts.folder, 'c.sock')
  const children = encoder(parts, control)
  const endAll = (): void => {
    for (const child of children) child.kill('SIGKILL')
  }
  try {
    const janus = await startProgram({
      name: 'Janus',
      command: '/usr/bin/janus',
      args: ['-F', parts.folder, '-C', join(parts.folder, 'janus.jcfg')],
    })
    const root = `http://127.0.0.1:${parts.ports.http}/janus`
    await showTimes(control)
    await answering(`${root}/info`)
    return {
      watch: () => watchAt(root),
      end: async () => {
        endAll()
        await janus.end('SIGKILL')
      },
    }
  } catch (fault) {
    endAll()
    throw fault
  }
}
