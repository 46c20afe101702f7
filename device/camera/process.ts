// What the camera's process is made of: capture and hub, watch and night light, recorder, spool and uploader, wired
// to each other and to the door's process. Reads as a list; decides nothing.

import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { CameraSight } from '#protocol/state.ts'
import { type Hash, millis, seconds } from '#protocol/units.ts'
import { inBackground } from '../background.ts'
import { chooseEncoder } from '../clips/encoder/choose.ts'
import { type EncodingParts, openEncoding } from '../clips/encoder/encoding.ts'
import { endOrphans } from '../clips/recorder/orphan.ts'
import { createRecorder } from '../clips/recorder/recorder.ts'
import { openSpool } from '../clips/spool/spool.ts'
import { createUploader } from '../clips/upload/uploader.ts'
import { createCapture, type Rig } from './capture/capture.ts'
import { createEars } from './capture/ears.ts'
import { systemLook } from './capture/look.ts'
import { findCamera } from './capture/source.ts'
import { createDoorTime } from './door-time.ts'
import { createHub } from './hub/hub.ts'
import { recorderState } from './keeper/sight.ts'
import type { FromCamera, ToCamera, Wishes } from './messages.ts'
import { createLamp } from './night/lamp.ts'
import { createNotary } from './notary.ts'
import type { RecorderState } from './port.ts'
import { sealedPoster } from './poster.ts'
import { followLatest } from './tap/latest.ts'
import { TAP_SOCKET } from './tap/port.ts'
import { NO_CAMERA_TAP, openCameraTap } from './tap/tap.ts'
import { memoryFile } from './watch/memory.ts'
import { openWatch, type Sighting } from './watch/watch.ts'

type Start = Extract<ToCamera, { say: 'start' }>

export interface ProcessParts {
  readonly start: Start
  readonly clock: Clock
  readonly log: Logger
  readonly ca: string | undefined
  readonly tell: (message: FromCamera) => void
}

export interface CameraProcess {
  hear(message: ToCamera): void
  close(): Promise<void>
}

const MEGABYTE = 1024 * 1024
/** Pictures older than this show nothing of now. */
const FRESH = seconds(1)
/** Until the owner's wishes are known, nobody watches. */
const NO_WISHES: Wishes = {
  ...{ off: false, masks: [], sound: false, motion: false, recipients: [], sealTo: [] },
  live: { off: true, talk: false },
}
/** Pixels across of the film for poor networks. */
const SMALL_WIDEST = 640

/** @throws HausrechtError `spool_full` when the spool's folder cannot be used */
export const openCamera = async ({ start, clock: machine, log, ca, tell }: ProcessParts): Promise<CameraProcess> => {
  const time = createDoorTime(machine, start.now)
  const clock: Clock = { ...machine, now: time.now }
  const { camera, clips, data, live, rig } = start.config
  let wishes = NO_WISHES
  let journal: { readonly jn: number; readonly jh: Hash } = { jn: start.jn, jh: start.jh }
  let measured: Rig = { leaf: 'unknown', powered: false, infrared: false }
  /** Whose visit it is: the drawn door has somebody walk up for it. */
  let visitor: string | undefined

  const spool = await openSpool({
    folder: join(data, 'clips'),
    bytes: clips.spool * MEGABYTE,
    log,
    dropped: (clip, bytes) => tell({ say: 'dropped', clip, bytes }),
  })
  const uploader =
    clips.cloud === ''
      ? undefined
      : createUploader({
          base: clips.cloud,
          ...(ca === undefined ? {} : { ca }),
          door: start.door,
          outbox: spool.outbox,
          clock,
          random: Math.random,
          log,
        })
  const encoder = await chooseEncoder(camera.encoder)
  const capture = createCapture({ find: findCamera(camera, rig, systemLook), clock, log, now: () => clock.now() })
  const hub = createHub({ preroll: seconds(camera.preroll), clock })
  const notary = createNotary(tell)

  const age = () => {
    const newest = hub.newest()
    return newest && millis(clock.monotonic() - newest.seen)
  }
  const view = (): RecorderState => {
    const { is } = capture.status()
    if (is === 'absent' || is === 'off' || wishes.sealTo.length === 0) return 'absent'
    const old = age()
    return old === undefined || old > FRESH ? 'stale' : recorderState(watch.sight())
  }
  const seen = (sight: CameraSight, old: Sighting['age']): void =>
    tell({ say: 'seen', sight, age: old, recording: recorder.recording() })

  const soundInClips = (): boolean => wishes.sound && camera.sound !== ''
  const ears = createEars({
    ...{ camera, live, clock, log },
    toClips: (sound) => hub.hear(sound),
    toWatchers: (sound) => tap.hear(sound),
  })
  /** Does somebody want to listen who may? */
  let listened = false
  const hearken = (): void => ears.wish(soundInClips() && !wishes.off, listened && !wishes.off)
  const encode: EncodingParts = { hub, clock, encoder, kilobits: camera.kilobits, fps: camera.fps, sound: false, log }
  const watchedHub: EncodingParts['hub'] = {
    newest: () => hub.newest(),
    follow: followLatest(hub),
    followSound: (since, until) => hub.followSound(since, until),
  }
  const watched: EncodingParts = { ...encode, hub: watchedHub }
  const small = { kilobits: live.small, widest: SMALL_WIDEST, steady: true }
  const tap = await openCameraTap({
    path: join(data, TAP_SOCKET),
    ...{ hub, clock, log },
    openEncoding: (stream, from) => openEncoding(stream === 'small' ? { ...watched, ...small } : watched, from),
    soundWanted: (wanted) => {
      listened = wanted
      hearken()
    },
  }).catch((err: unknown) => {
    log.error({ err }, 'nobody can watch: clips are made all the same')
    return NO_CAMERA_TAP
  })
  const letWatch = (): void => {
    const seen = measured.powered && !wishes.off && !wishes.live.off
    tap.allow(seen, seen && wishes.live.talk)
  }

  const recorder = createRecorder({
    hub,
    openEncoding: (from) => tap.join(openEncoding({ ...encode, sound: soundInClips() }, from)),
    spool,
    clock,
    view,
    recipients: () => wishes.sealTo,
    sound: soundInClips,
    sign: notary.sign,
    journalHead: () => journal,
    say: tell,
    log,
  })

  const lamp = createLamp({
    filmed: () => recorder.recording(),
    wish: (infrared) => tell({ say: 'light', infrared }),
  })
  const watch = await openWatch({
    hub,
    clock,
    memory: memoryFile(join(data, 'camera-view')),
    masks: wishes.masks,
    sightChanged: (sight) => seen(sight, age() ?? millis(0)),
    seen: ({ sight, age, mean, now }) => {
      seen(sight, age)
      lamp.look(mean, now)
    },
    motion: () => tell({ say: 'motion' }),
    trouble: (code, cause) => {
      log.warn({ err: cause, code }, 'the watch has trouble')
      tell({ say: 'trouble', code })
    },
  })
  const draw = (): void => capture.tell({ ...measured, visitor: visitor !== undefined })
  capture.listen((frame) => hub.take(frame))

  const obey = (next: Wishes, fresh: boolean): void => {
    const masked = JSON.stringify(next.masks) !== JSON.stringify(wishes.masks)
    wishes = next
    hub.mask(next.masks)
    if (masked) tap.cut()
    watch.mask(next.masks)
    if (fresh) watch.relearn()
    if (next.off) lamp.out()
    hearken()
    if (!soundInClips() || next.off) hub.deafen()
    letWatch()
    if (next.ownership !== undefined) uploader?.own(next.ownership)
  }
  const poster = async (): Promise<string | undefined> => {
    const old = age()
    if (wishes.off || !measured.powered || old === undefined || old > FRESH) return undefined
    const frame = await hub.picture()
    return frame && sealedPoster(frame, wishes.sealTo)
  }
  inBackground(endOrphans({ spool, clock, sign: notary.sign, say: tell, log }), log, 'clips without an end remain')
  tell({ say: 'ready' })

  return {
    hear: (message) => {
      switch (message.say) {
        case 'start':
          return
        case 'wishes':
          obey(message.wishes, message.fresh)
          return
        case 'begin':
          visitor = message.occasion.request ?? visitor
          draw()
          inBackground(
            recorder.begin(message.occasion).then((state) => tell({ say: 'begun', id: message.id, state })),
            log,
            'a recording could not begin',
          )
          return
        case 'over':
          recorder.over(message.key, message.after)
          if (message.key === visitor) visitor = undefined
          draw()
          return
        case 'protect':
          recorder.protect(message.key)
          return
        case 'journal':
          time.told(message.now)
          journal = { jn: message.jn, jh: message.jh }
          return
        case 'rig': {
          time.told(message.now)
          const { leaf, powered, infrared } = message
          measured = { leaf, powered, infrared }
          capture.power(powered)
          draw()
          letWatch()
          watch.rig({ powered, infrared })
          return
        }
        case 'signed':
          notary.signed(message.id, message.token)
          return
        case 'poster':
          inBackground(
            poster().then((sealed) =>
              tell({ say: 'poster', id: message.id, ...(sealed === undefined ? {} : { sealed }) }),
            ),
            log,
            'no picture for the bell',
          )
          return
        case 'end':
          return
      }
    },
    close: async () => {
      await recorder.close()
      await Promise.all([watch.close(), capture.close(), tap.close(), ears.close(), uploader?.close()])
      hub.close()
      await spool.close()
    },
  }
}
