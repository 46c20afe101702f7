import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { gate, placeOf } from './gate.ts'

const entrance = suite('gate')
const RATE = { burst: 100, perSecond: 100 }

entrance('counts those inside, in all and from one address', () => {
  const door = gate({ connections: 3, perAddress: 2, connects: RATE })
  const enter = (address: string) => door.enter(address, millis(0))
  assert.is(enter('10.0.0.1'), undefined)
  assert.is(enter('10.0.0.1'), undefined)
  assert.is(enter('10.0.0.1'), 'too_many_from_address')
  assert.is(enter('10.0.0.2'), undefined)
  assert.is(enter('10.0.0.3'), 'too_many_connections')
  door.leave('10.0.0.1')
  assert.is(door.inside(), 2)
  assert.is(enter('10.0.0.3'), undefined)
})

entrance('bounds how often one address comes, and not the others', () => {
  const door = gate({ connections: 100, perAddress: 100, connects: { burst: 2, perSecond: 1 } })
  assert.is(door.enter('10.0.0.1', millis(0)), undefined)
  assert.is(door.enter('10.0.0.1', millis(0)), undefined)
  assert.is(door.enter('10.0.0.1', millis(0)), 'connects_too_often')
  assert.is(door.enter('10.0.0.2', millis(0)), undefined)
  assert.is(door.enter('10.0.0.1', millis(1000)), undefined)
  assert.is(door.inside(), 4)
})

entrance('takes a household of IPv6 for one place', () => {
  for (const [address, place] of [
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ] as const) {
    assert.is(placeOf(address), place, address)
  }
})

entrance.run()
