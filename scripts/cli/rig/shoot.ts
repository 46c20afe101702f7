// One look through the camera: a few pictures by ffmpeg, the last one measured.

import { execFile } from 'node:child_process'
import { access, readdir } from 'node:fs/promises'
import { greyOf } from '#device/camera/picture/picture.ts'
import { LOOK, openOf } from '#device/camera/watch/grid.ts'
import { measure } from '#device/camera/watch/measures.ts'
import { millis } from '#protocol/units.ts'
import { ofPicture } from './checks/picture.ts'
import { good, type Settled, wrong } from './part.ts'

const WITHIN = millis(20_000)
/** A camera sets its exposure during the first ones. */
const PICTURES = 20
const BYTES_MOST = 32 * 1024 * 1024
const NAMED = '/dev/hausrecht-camera'
const STABLE_IDS = '/dev/v4l/by-id'
const FIRST_NODE = /-video-index0$/
const JPEG_BEGIN = Buffer.from([0xff, 0xd8, 0xff])

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** What was typed, else udev's name, else the first camera there is. */
export const findCameraDevice = async (typed: string | undefined): Promise<string> => {
  if (typed !== undefined) return typed
  if (await isThere(NAMED)) return NAMED
  const [first] = (await readdir(STABLE_IDS).catch(() => [])).filter((name) => FIRST_NODE.test(name)).sort()
  return first === undefined ? NAMED : `${STABLE_IDS}/${first}`
}

const argumentsFor = (device: string): string[] => {
  const input = device.startsWith('/dev/') ? ['-f', 'v4l2', '-i', device] : ['-i', `file:${device}`]
  const output = ['-an', '-frames:v', String(PICTURES), '-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2pipe', 'pipe:1']
  return ['-nostdin', '-hide_banner', '-loglevel', 'error', ...input, ...output]
}

type Shot = Buffer | { readonly failed: 'program' } | { readonly failed: 'mute'; readonly detail: string }

const shoot = (device: string): Promise<Shot> =>
  new Promise((resolve) => {
    const options = {
      timeout: WITHIN,
      maxBuffer: BYTES_MOST,
      encoding: 'buffer' as const,
      killSignal: 'SIGKILL' as const,
    }
    execFile('ffmpeg', argumentsFor(device), options, (fault, out, err) => {
      // JPEG bytes never hold this but at a picture's beginning.
      const begin = out.lastIndexOf(JPEG_BEGIN)
      if (begin >= 0) resolve(out.subarray(begin))
      else if (fault && 'code' in fault && fault.code === 'ENOENT') resolve({ failed: 'program' })
      else resolve({ failed: 'mute', detail: err.toString().trim().split('\n').at(-1)?.slice(0, 120) ?? '' })
    })
  })

/** @param device a V4L2 device, or a picture or film */
export const testCamera = async (device: string): Promise<Settled> => {
  if (!(await isThere(device))) return wrong('camera_absent', ['cameraRelay'], { device })
  const shot = await shoot(device)
  if ('failed' in shot) {
    if (shot.failed === 'program') return wrong('camera_program')
    return wrong('camera_mute', [], { device, detail: shot.detail })
  }
  const verdict = ofPicture(measure(await greyOf(shot, LOOK), openOf([])))
  return 'good' in verdict ? good({ ...verdict.good, device }) : verdict
}
