import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Caller, openCaller } from '../call.fixture.ts'
import { readAreas } from './camera.ts'

const test = suite<{ call: Caller }>('orders to the camera')

test.before.each(async (context) => {
  context.call = await openCaller()
})
test.after.each(({ call }) => call.close())

test('reads areas in percent', () => {
  assert.equal(readAreas('0,0,30,100; 80.5,0,19.5,50'), [
    { x: 0, y: 0, w: 300, h: 1000 },
    { x: 805, y: 0, w: 195, h: 500 },
  ])
  assert.equal(readAreas('none'), [])
})

test('refuses what is no area, no switch and no recipient', async ({ call }) => {
  for (const areas of ['', '0,0,30', '0,0,30,40,50', '90,0,20,10', 'a,b,c,d', '0,0,0,10', '0,0,30,100;']) {
    assert.is((await call('camera', 'mask', areas, '--json')).json['usage'], 'areas_unreadable', areas)
  }
  assert.is((await call('camera', 'sound', 'loud', '--json')).json['usage'], 'on_or_off')
  assert.is((await call('camera', 'recipient', 'age1x', '--json')).json['usage'], 'recipients_unreadable')
})

test.run()
