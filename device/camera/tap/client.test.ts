import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { systemClock } from '../../clock/system.ts'
import { openTap } from './client.ts'
import { TAP_STREAMS, type TapStream, type TapUnit } from './port.ts'
import { createTapReader, headerOf, streamsOf, wishOf } from './wire.ts'

const test = suite('the reader of the tap')

const coded = (number: number, key: boolean, what: 'config' | 'picture' = 'picture'): TapUnit => ({
  ...{ stream: 'full', what, key, number, at: epochMs(1000 + number), data: Uint8Array.of(number & 255, 1) },
})
const bytesOf = (units: readonly TapUnit[]): Buffer =>
  Buffer.concat(units.flatMap((unit) => [headerOf(unit), unit.data]))

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let waited = 0; !holds(); waited += 5) {
    assert.ok(waited < 3000, what)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

interface Bench {
  readonly path: string
  readonly wishes: number[]
  socket(): Promise<Socket>
  close(): Promise<void>
}

/** A camera that only notes what is wanted. */
const bench = async (): Promise<Bench> => {
  const folder = await mkdtemp(join(tmpdir(), 'tap-'))
  const path = join(folder, 'live.sock')
  const wishes: number[] = []
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    socket.on('data', (bytes) => wishes.push(...bytes))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    path,
    wishes,
    socket: async () => {
      await until(() => sockets.some(({ destroyed }) => !destroyed), 'nobody connected')
      return sockets.find(({ destroyed }) => !destroyed) as Socket
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

test('reads units from pieces of any size', () => {
  const unit = fc
    .record({
      stream: fc.constantFrom(...TAP_STREAMS),
      what: fc.constantFrom('config' as const, 'picture' as const),
      key: fc.boolean(),
      number: fc.integer({ min: 0, max: 0xffffffff }),
      at: fc.integer({ min: 0, max: 2 ** 45 }).map(epochMs),
      data: fc.uint8Array({ maxLength: 200 }),
    })
    .map(({ stream, what, key, number, at, data }): TapUnit => {
      if (stream === 'sound') return { stream, at, data }
      return stream === 'jpeg' ? { stream, number, at, data } : { stream, what, key, number, at, data }
    })
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), fc.integer({ min: 1, max: 70 }), (units, size) => {
      const got: TapUnit[] = []
      const read = createTapReader((one) => got.push(one))
      const bytes = bytesOf(units)
      for (let at = 0; at < bytes.length; at += size) assert.ok(read(bytes.subarray(at, at + size)))
      assert.equal(got, units)
    }),
  )
})

test('refuses a header that cannot be right', () => {
  const large = Buffer.from(headerOf(coded(1, true)))
  large.writeUInt32BE(0x7fffffff, 0)
  assert.is(createTapReader(() => undefined)(large), false)
  const strange = Buffer.from(headerOf(coded(1, true)))
  strange.writeUInt8(9, 4)
  assert.is(createTapReader(() => undefined)(strange), false)
})

test('says every set of streams in one byte', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...TAP_STREAMS)), (streams) => {
      assert.equal([...streamsOf(wishOf(new Set(streams)))].sort(), [...streams].sort())
    }),
  )
})

test('says again what is wanted after the camera was away, and gives a newcomer the current group alone', async () => {
  const camera = await bench()
  const tap = openTap({ socket: camera.path, clock: systemClock() })
  try {
    const got: TapUnit[] = []
    tap.listen((unit) => got.push(unit))
    const wanted = new Set<TapStream>(['full'])
    tap.want(wanted)
    const first = await camera.socket()
    await until(() => camera.wishes.at(-1) === wishOf(wanted), 'the wish was not said')
    const units = [coded(1, true, 'config'), coded(1, true), coded(2, false), coded(3, true), coded(4, false)]
    first.write(bytesOf(units))
    await until(() => got.length === units.length, 'units are missing')
    assert.equal(got, units)
    assert.equal(tap.replay('full'), [units[0], units[3], units[4]])
    assert.equal(tap.replay('small'), [])
    const said = camera.wishes.length
    first.destroy()
    const second = await camera.socket()
    await until(() => camera.wishes.length > said && camera.wishes.at(-1) === wishOf(wanted), 'not said again')
    assert.equal(tap.replay('full'), [], 'pictures of the camera before were kept')
    second.write(bytesOf([coded(9, false), coded(10, true, 'config'), coded(10, true)]))
    await until(() => tap.replay('full').length === 2, 'no new group')
    assert.ok(!got.some((unit) => unit.stream === 'full' && unit.number === 9), 'a picture without its key frame')
  } finally {
    tap.close()
    await camera.close()
  }
})

test('lets numbers grow on when the camera’s process begins to count anew', async () => {
  const camera = await bench()
  const tap = openTap({ socket: camera.path, clock: systemClock() })
  try {
    const numbers: number[] = []
    tap.listen((unit) => {
      if (unit.stream !== 'sound') numbers.push(unit.number)
    })
    tap.want(new Set(['full']))
    const first = await camera.socket()
    first.write(bytesOf([coded(50, true, 'config'), coded(50, true), coded(51, false)]))
    await until(() => numbers.length === 3, 'units are missing')
    first.destroy()
    const second = await camera.socket()
    second.write(bytesOf([coded(0, true, 'config'), coded(0, true), coded(1, false)]))
    await until(() => numbers.length === 6, 'units are missing after it')
    assert.equal(numbers, [50, 50, 51, 52, 52, 53])
    second.destroy()
    const third = await camera.socket()
    third.write(bytesOf([coded(9, true, 'config'), coded(9, true)]))
    await until(() => numbers.length === 8, 'units are missing in the end')
    assert.equal(numbers.slice(6), [61, 61], 'the same process: the same count')
  } finally {
    tap.close()
    await camera.close()
  }
})

test('forgets the group of a stream that nobody wants', async () => {
  const camera = await bench()
  const tap = openTap({ socket: camera.path, clock: systemClock() })
  try {
    tap.want(new Set(['full']))
    const socket = await camera.socket()
    socket.write(bytesOf([coded(1, true, 'config'), coded(1, true)]))
    await until(() => tap.replay('full').length === 2, 'no group')
    tap.want(new Set())
    assert.equal(tap.replay('full'), [])
    socket.write(bytesOf([coded(2, false)]))
    await until(() => camera.wishes.at(-1) === 0, 'the wish was not said')
    assert.equal(tap.replay('full'), [])
  } finally {
    tap.close()
    await camera.close()
  }
})

test.run()
