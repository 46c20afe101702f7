import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { camera, film, microphone, scene } from './arguments.ts'
import { findCamera, type Look, type SourceConfig, STABLE_IDS } from './source.ts'

const test = suite('source')

const CONFIG: SourceConfig = { source: 'auto', format: 'mjpeg', width: 640, height: 360, fps: 10, control: '' }
const ID = `${STABLE_IDS}/usb-046d_C270-video-index0`
const SIMULATED = 'tcp://127.0.0.1:7001'

interface World {
  names: string[]
  there: string[]
  codecs: Record<string, string>
}

const look = (world: Partial<World>): Look => ({
  names: async () => world.names ?? [],
  exists: async (path) => world.there?.includes(path) ?? false,
  codec: async (path) => world.codecs?.[path],
})

const text = (args: readonly string[]): string => args.join(' ')

test('copies what a camera delivers as JPEG, at the size and rate asked for', () => {
  const { command, args } = camera(ID, CONFIG)
  assert.is(command, 'ffmpeg')
  assert.match(text(args), `-f v4l2 -input_format mjpeg -video_size 640x360 -framerate 10 -i ${ID}`)
  assert.match(text(args), '-c:v copy -f mpjpeg -flush_packets 1 pipe:1')
})

test('makes JPEG of raw pictures and of H.264, holding none back', () => {
  const raw = text(camera(ID, { ...CONFIG, format: 'raw' }).args)
  assert.match(raw, '-input_format yuyv422')
  assert.match(raw, '-c:v mjpeg')
  const h264 = text(camera(ID, { ...CONFIG, format: 'h264' }).args)
  assert.match(h264, /-threads 1 .*-input_format h264/)
  assert.match(h264, '-fps_mode passthrough')
})

test('plays a film in real time over and over, copied only when it is JPEG', () => {
  const jpeg = text(film('/films/door.mkv', 'mjpeg', CONFIG).args)
  assert.match(jpeg, '-re -stream_loop -1 -i file:/films/door.mkv -an -c:v copy')
  const other = text(film('/films/door.mp4', 'h264', CONFIG).args)
  assert.match(other, '-c:v mjpeg')
  assert.match(other, 'scale=640:360')
})

test('takes no name of a film for an option or an address', () => {
  assert.ok(film('-y', 'mjpeg', CONFIG).args.includes('file:-y'))
  assert.ok(film('concat:a|b', 'mjpeg', CONFIG).args.includes('file:concat:a|b'))
})

test('starts the drawn door with its size and, when named, its control socket', () => {
  const plain = scene(CONFIG, '')
  assert.is(plain.command, process.execPath)
  assert.match(text(plain.args), /scene\/main\.ts --width 640 --height 360 --fps 10$/)
  assert.ok(plain.talks)
  assert.match(text(scene(CONFIG, '/run/cam.sock').args), /--control \/run\/cam\.sock$/)
})

test('hears one channel at 48 kHz', () => {
  const args = text(microphone('plughw:1').args)
  assert.match(args, '-f alsa -sample_rate 48000 -channels 1 -i plughw:1')
  assert.match(args, '-f s16le -flush_packets 1 pipe:1')
})

const found = async (source: string, rig: string, world: Partial<World>): Promise<string> => {
  const program = await findCamera({ ...CONFIG, source }, rig, look(world))()
  return typeof program === 'string' ? program : text([program.command, ...program.args])
}

test('takes the only camera there is, by its stable name', async () => {
  const names = ['usb-046d_C270-video-index1', 'usb-046d_C270-video-index0']
  assert.match(await found('auto', SIMULATED, { names, there: [ID] }), ID)
})

test('chooses none of several', async () => {
  const names = ['usb-a-video-index0', 'usb-b-video-index0']
  assert.is(await found('auto', '/dev/rig', { names }), 'several')
})

test('draws a door when there is no camera and the rig is simulated, else has none', async () => {
  assert.match(await found('auto', SIMULATED, {}), 'scene/main.ts')
  assert.is(await found('auto', '/dev/rig', {}), 'absent')
  assert.match(await found('scene', '/dev/rig', {}), 'scene/main.ts')
  assert.is(await found('none', SIMULATED, { names: ['usb-a-video-index0'] }), 'absent')
})

test('calls a camera that was there unplugged, and takes no other in its place', async () => {
  const world: World = { names: ['usb-046d_C270-video-index0'], there: [ID], codecs: {} }
  const find = findCamera(CONFIG, SIMULATED, look(world))
  assert.type(await find(), 'object')
  world.there = []
  world.names = ['usb-other-video-index0']
  assert.is(await find(), 'unplugged')
  world.there = [ID]
  assert.type(await find(), 'object')
})

test('starts nothing for a device or a film that is not there', async () => {
  assert.is(await found('/dev/video7', SIMULATED, {}), 'unplugged')
  assert.is(await found('file:/films/none.mkv', SIMULATED, {}), 'unreadable')
  assert.match(await found('file:/f.mkv', '', { codecs: { '/f.mkv': 'mjpeg' } }), 'file:/f.mkv')
})

test.run()
