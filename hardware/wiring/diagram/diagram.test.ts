import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { PINS, type PinName } from '../../contract/pins.ts'
import { inks, isInk, PLAIN_WIRES, wireOf } from '../colours.ts'
import { BUILDS } from '../variants.ts'
import { drawingOf } from './drawing.ts'
import { stressOn } from './frame.ts'
import { troubles } from './legible.ts'
import { paint } from './paint.ts'
import { corners, isStraight, stretches } from './route.ts'
import { type Drawing, STEP_IDS } from './shape.ts'
import { nanoTerminal } from './wires.ts'

const drawn = suite('wiring: drawings')

/** D0 and D1 belong to the USB converter. */
const wired = PINS.map(({ name }) => name).filter((name): name is PinName => !name.startsWith('serial'))

/** Boxes one gets to from a terminal along wires of one colour, through boxes that pass it on. */
const reached = (drawing: Drawing, terminal: string, colour: string): readonly string[] => {
  const seen = new Set([terminal.split('.')[0] ?? ''])
  for (let grew = true; grew; ) {
    grew = false
    for (const { from, to, colour: own } of drawing.wires) {
      const ends = [from, to].map((end) => end.split('.')[0] ?? '')
      if (own !== colour || !ends.some((end) => seen.has(end)) || ends.every((end) => seen.has(end))) continue
      for (const end of ends) seen.add(end)
      grew = true
    }
  }
  return [...seen]
}

for (const build of BUILDS) {
  const drawing = drawingOf(build)

  drawn(`lead one wire of its own colour to every pin of the map: ${build}`, () => {
    for (const name of wired) {
      const at = drawing.wires.filter(({ from, to }) => [from, to].includes(nanoTerminal(name)))
      assert.is(at.length, 1, name)
      assert.is(at[0]?.colour, wireOf(name), name)
    }
    assert.is(drawing.wires.filter(({ from, to }) => /nano\.R(D0|D1|RST)\b/.test(`${from} ${to}`)).length, 0)
  })

  drawn(`bring each signal to its own part: ${build}`, () => {
    const goal: Readonly<Partial<Record<PinName, string>>> = {
      ...{ doorReed: 'doorReed', egressButton: 'egressButton', pairingButton: 'pairingButton', buzzer: 'buzzer' },
      ...{ cameraRelay: 'relay', cameraRail: 'relay', infrared: 'irgate', boltPosition: 'position' },
      bolt: build === 'servo' ? 'servo' : 'gate',
      supply: build === 'servo' ? 'buck' : 'plus',
    }
    for (const [name, box] of Object.entries(goal)) {
      assert.ok(reached(drawing, 'nano', wireOf(name as PinName)).includes(box), `${name} does not reach ${box}`)
    }
    for (const name of wired.filter((pin) => pin.startsWith('keypad'))) {
      assert.ok(
        drawing.wires.some(({ from, to }) => from === nanoTerminal(name) && to === `keypad.${name}`),
        name,
      )
    }
  })

  drawn(`join every ground: ${build}`, () => {
    const joined = new Set(['ground', 'strip'])
    for (const { from, to } of drawing.wires.filter(({ colour }) => colour === PLAIN_WIRES.ground)) {
      for (const end of [from, to]) joined.add(end.split('.')[0] ?? '')
    }
    const wanted = ['nano', 'small', 'position', 'mains', 'pull', 'irgate', 'buzzer', 'pairingButton', 'egressButton']
    assert.equal(
      [...wanted, 'doorReed', build === 'servo' ? 'buck' : 'gate'].filter((id) => !joined.has(id)),
      [],
    )
  })

  drawn(`can be read: no wire through words or parts, no two in one lane: ${build}`, () => {
    assert.equal(troubles(drawing), [])
    for (const wire of drawing.wires) assert.ok(stretches(corners(drawing, wire)).every(isStraight))
  })

  drawn(`show in a step's picture all that is wired in it: ${build}`, () => {
    for (const step of STEP_IDS) {
      const { frame } = stressOn(drawing, step)
      const points = drawing.wires.filter((wire) => wire.step === step).flatMap((wire) => corners(drawing, wire))
      assert.ok(points.length > 0, step)
      for (const [x, y] of points) {
        assert.ok(x >= frame.x && x <= frame.x + frame.w && y >= frame.y && y <= frame.y + frame.h, step)
      }
      assert.match(paint(drawing, stressOn(drawing, step)), '<g class="f">')
    }
  })
}

drawn('put the diode across a strike the right way round', () => {
  for (const build of ['strike', 'fail-safe'] as const) {
    const { wires } = drawingOf(build)
    const has = (from: string, to: string) => wires.some((wire) => wire.from === from && wire.to === to)
    assert.ok(has('diode.plusOut', 'strike.plus') && has('diode.minusOut', 'strike.minus'), build)
  }
})

drawn('let nothing but the break-glass switch feed a fail-safe strike', () => {
  const { wires } = drawingOf('fail-safe')
  const atCom = wires.filter(({ from, to }) => [from, to].includes('gate.com'))
  assert.equal(
    atCom.map(({ from }) => from),
    ['glass.out'],
  )
})

drawn('never have two wires of one colour, nor one without an ink', () => {
  const names = [...PINS.map((row) => row.wire), ...Object.values(PLAIN_WIRES)]
  assert.is(new Set(names).size, names.length)
  assert.ok(names.every(isInk))
  assert.is(inks('red').stripe, undefined)
  assert.not(isInk('red/mauve'))
})

drawn('are told to be unreadable when they are', () => {
  const drawing = drawingOf('servo')
  const [first] = drawing.wires.filter(({ from }) => from === nanoTerminal('doorReed'))
  assert.ok(first)
  const astray = {
    ...drawing,
    wires: [...drawing.wires, { ...first, colour: 'black', via: [1_200] }, { ...first, colour: 'pink', via: [924] }],
  }
  const told = troubles(astray).join('\n')
  assert.match(told, 'is crossed by')
  assert.match(told, 'runs through')
  assert.match(told, 'share a lane')
})

drawn('name a terminal that is not there', () => {
  const drawing = drawingOf('servo')
  assert.throws(
    () => paint({ ...drawing, wires: [{ from: 'nano.RD2', to: 'moon.in', colour: 'red', via: [], step: 'reed' }] }),
    (fault: unknown) => fault instanceof HausrechtError && fault.code === 'wiring_no_terminal',
  )
})

drawn.run()
