import { existsSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeOptionsFor, type ProgramSource, programOf } from './program.ts'

const test = suite('programs of the door')

const SOURCES: readonly ProgramSource[] = ['camera/main.ts', 'camera/scene/main.ts', 'live/main.ts']

test('are sources that are there, run through tsx', () => {
  for (const source of SOURCES) {
    const program = programOf(source)
    assert.ok(existsSync(program), program)
    assert.match(nodeOptionsFor(program).join(' '), /^--import file:.*\/tsx\//)
  }
})

test('lie beside the bundle once they are bundled, and run as they are', () => {
  const programs = SOURCES.map((source) => programOf(source, 'file:///usr/lib/hausrecht%20x/device.js'))
  assert.equal(programs, [
    '/usr/lib/hausrecht x/camera.js',
    '/usr/lib/hausrecht x/scene.js',
    '/usr/lib/hausrecht x/live.js',
  ])
  assert.equal(programs.flatMap(nodeOptionsFor), [])
})

test.run()
