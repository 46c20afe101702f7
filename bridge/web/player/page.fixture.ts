// What a page does with a clip of the small server: plays it, seeks, steps, and tells what it knows of it.

import { HausrechtError } from '#protocol/fault.ts'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import type { Http } from '../core/app.ts'
import { createPlayer, type Player } from './player.ts'
import { openClips } from './service.ts'
import { keyOfService } from './service-key.ts'
import type { Told } from './shelf.fixture.ts'

/** So often nobody answers the question for lines. */
let silent = 0

const http: Http = {
  response: (path, init) => {
    if (!path.includes('/lines?') || silent === 0) return fetch(path, init)
    silent -= 1
    return Promise.reject(new HausrechtError('offline', 'Nobody answers.'))
  },
  json: async (path, init) => (await fetch(path, init)).json() as Promise<unknown>,
}

let player: Player | undefined
let video: HTMLVideoElement | undefined

const until = async (isSo: () => boolean, what: string): Promise<void> => {
  for (const begun = performance.now(); !isSo(); ) {
    if (performance.now() - begun > 10_000)
      throw new TypeError(`waited for ${what}: ${JSON.stringify(player?.phase.value)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const picture = (of: HTMLVideoElement): Promise<number> =>
  new Promise((resolve) => {
    of.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime))
  })

const owner = async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  const { signingKey, publicPart } = await import('#protocol/keys.ts')
  return signingKey(privateKey, publicPart(await crypto.subtle.exportKey('jwk', publicKey)))
}

/** @returns milliseconds from the click to the first picture */
export const open = async ({ door, clip, own }: Told, away = 0): Promise<number> => {
  silent = away
  const clips = openClips({
    ...{ http, owner: await owner(), door: door as DoorId, service: await keyOfService(http) },
    now: () => Date.now() as EpochMs,
  })
  video = document.createElement('video')
  video.muted = true
  document.body.append(video)
  const begun = performance.now()
  const first = picture(video)
  player = createPlayer({ clips, clip: clip as never, own, video, journal: () => [] })
  await Promise.race([first, until(() => player?.phase.value.is === 'failed', 'a failure')])
  return performance.now() - begun
}

/** @returns the time of the picture that is shown then, and how long it took */
export const seek = async (second: number): Promise<{ readonly shown: number; readonly took: number }> => {
  const begun = performance.now()
  if (!player || !video) throw new TypeError('nothing is open')
  const next = picture(video)
  player.seek(second)
  const shown = await next
  return { shown, took: performance.now() - begun }
}

export const step = async (direction: 1 | -1): Promise<number> => {
  if (!player || !video) throw new TypeError('nothing is open')
  const next = picture(video)
  await player.step(direction)
  return next
}

export const play = async (rate: number): Promise<void> => {
  if (!video) throw new TypeError('nothing is open')
  video.playbackRate = rate
  await video.play()
  await until(() => video?.ended === true, 'the end')
}

export const verdict = async (verdict: string): Promise<unknown> => {
  await until(() => player?.standing.value?.verdict === verdict, verdict).catch(() => undefined)
  return player?.standing.value
}

export const checkAll = async (): Promise<void> => player?.checkAll()

export const facts = (): unknown => ({
  ...{ phase: player?.phase.value, duration: player?.duration.value, passed: player?.passed.value },
  unread: player?.unread.value,
  ...{ at: video?.currentTime, error: video?.error?.message, ranges: ranges() },
})

export const ranges = (): readonly (readonly [number, number])[] =>
  Array.from(
    { length: video?.buffered.length ?? 0 },
    (_, at) => [video?.buffered.start(at) ?? 0, video?.buffered.end(at) ?? 0] as const,
  )

export const close = (): void => player?.close()
