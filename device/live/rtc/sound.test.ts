import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plain } from './sound.ts'

const test = suite('sound of the library')
const sound = (sampleRate: number, channelCount: number, samples: number[]) =>
  plain({
    ...{ sampleRate, channelCount, numberOfFrames: samples.length / channelCount, bitsPerSample: 16 },
    samples: Int16Array.from(samples),
  })

test('is made into 48 kHz and one channel', () => {
  assert.equal([...(sound(48_000, 1, [1, 2, 3]) ?? [])], [1, 2, 3])
  assert.equal([...(sound(16_000, 1, [1, 2]) ?? [])], [1, 1, 1, 2, 2, 2])
  assert.equal([...(sound(48_000, 2, [1, 9, 2, 9]) ?? [])], [1, 2])
})

test('is left out where that is no matter of counting', () => assert.is(sound(44_100, 1, [1, 2]), undefined))

test.run()
