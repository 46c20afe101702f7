import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jpegSize } from './jpeg-size.ts'
import { brightJpeg, HEIGHT, WIDTH } from './pictures.fixture.ts'

const test = suite('jpeg size')

test('reads the size of a real picture', async () => {
  assert.equal(jpegSize(await brightJpeg(1)), { width: WIDTH, height: HEIGHT })
})

test('ends, and invents nothing, on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const size = jpegSize(Uint8Array.of(0xff, 0xd8, ...bytes))
      assert.ok(size === undefined || size.width <= 0xffff)
    }),
  )
  assert.is(jpegSize(new Uint8Array()), undefined)
  assert.is(jpegSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0, 0, 0, 0, 0)), undefined)
})

test.run()
