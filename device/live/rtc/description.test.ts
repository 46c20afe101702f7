import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eager, isOffer } from './description.ts'

const test = suite('a viewer’s session description')

const section = (kind: string, rest: readonly string[] = []) => [`m=${kind} 9 X 96`, 'c=IN IP4 0.0.0.0', ...rest]
const offer = (...lines: readonly string[][]) =>
  ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', ...lines.flat(), ''].join('\r\n')
const VP8 = 'a=rtpmap:96 VP8/90000'
const page = offer(section('video', [VP8]), section('audio'), section('application'))

test('is one of a page', () => assert.ok(isOffer(page)))
test('may be of channels alone', () => assert.ok(isOffer(offer(section('application')))))

for (const [what, sdp] of [
  ['nothing', ''],
  ['no description', 'hello'],
  ['one without channels', offer(section('video'))],
  ['one with a kind that nobody asked for', offer(section('application'), section('text'))],
  ['one with two pictures', offer(section('application'), section('video'), section('video'))],
  ['one with more sections', offer(section('application'), section('video'), section('audio'), section('message'))],
  ['one that is too large', offer(section('application', ['a=x'.padEnd(17_000, 'x')]))],
  ['one with a line too long', offer(section('application', ['a=x'.padEnd(1001, 'x')]))],
  ['one with too many lines', offer(section('application', Array<string>(700).fill('a=x')))],
  ['one with too many addresses', offer(section('application', Array<string>(97).fill('a=candidate:1')))],
  ['one with control characters', offer(section('application', ['a=\u0000']))],
] as const) {
  test(`is not ${what}`, () => assert.not(isOffer(sdp)))
}

test('is taken with a first guess at the path for VP8, and nothing else is changed', () => {
  const added = 'a=fmtp:96 x-google-start-bitrate=600\r\n'
  assert.is(eager(page), page.replace(`${VP8}\r\n`, `${VP8}\r\n${added}`))
  const bare = offer(section('application'))
  assert.is(eager(bare), bare)
})

test.run()
