import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { PINS } from '../contract/pins.ts'
import { STEP_IDS } from './diagram/shape.ts'
import { allPages, filled, GUIDE } from './pages.ts'
import { GROUPS, PARTS, partsOf } from './parts.ts'
import { STEPS } from './steps.ts'
import { BUILDS } from './variants.ts'

const at = (path: string): URL => new URL(path, import.meta.url)
const guide = (): string => readFileSync(at(GUIDE), 'utf8')
const made = suite('wiring: pages')

made('are what is committed', () => {
  for (const { path, text } of allPages(guide())) {
    assert.is(readFileSync(at(path), 'utf8'), text, `${path}: run node --import tsx hardware/wiring/generate.ts`)
  }
})

made('leave no picture behind that nobody makes', () => {
  const wanted = new Set(allPages(guide()).map(({ path }) => path))
  const stray = readdirSync(at('pictures')).filter((name) => !wanted.has(`pictures/${name}`))
  assert.equal(stray, [])
})

made('replace only what stands between the marks', () => {
  const text = 'a\n<!-- made: x -->\nold\n<!-- end: x -->\nb\n'
  assert.is(filled(text, 'x', ['new']), 'a\n<!-- made: x -->\n\nnew\n\n<!-- end: x -->\nb\n')
  assert.throws(
    () => filled('a', 'x', []),
    (fault: unknown) => fault instanceof HausrechtError && fault.code === 'guide_mark_missing',
  )
})

const steps = suite('wiring: steps')

steps('come in the order they are drawn in, each with a self-test and a symptom', () => {
  assert.equal(
    STEPS.map(({ id }) => id),
    [...STEP_IDS],
  )
  for (const { id, tests, symptoms, builds } of STEPS) {
    assert.ok(tests.length > 0 && symptoms.length > 0 && builds.length > 0, id)
  }
})

steps('name every pin somewhere as a wire to look at, and none that is not there', () => {
  const named = new Set(STEPS.flatMap(({ symptoms }) => symptoms.flatMap(({ pins }) => pins)))
  assert.equal(
    PINS.filter(({ name }) => !named.has(name)).map(({ name }) => name),
    [],
  )
})

const parts = suite('wiring: parts')

parts('are listed for every build, each part of some group and for some build', () => {
  for (const build of BUILDS) assert.ok(partsOf(build).length > 25, build)
  for (const part of PARTS) {
    assert.ok(part.group in GROUPS)
    assert.ok(
      Object.values(part.count).some((count) => count > 0),
      part.what,
    )
  }
  assert.is(new Set(PARTS.map(({ what }) => what)).size, PARTS.length)
})

parts('name no shop, no address and no price', () => {
  for (const { what, lookFor } of PARTS) assert.not.match(`${what} ${lookFor}`, /https?:|www\.|€|\$|EUR|USD/)
})

const pointed = suite('wiring: the guide')

pointed('marks every box of commands with the test that runs it', () => {
  const boxes = guide().match(/^```.*$/gm) ?? []
  const opening = boxes.filter((_, index) => index % 2 === 0)
  assert.ok(opening.length > 20)
  assert.equal(
    opening.filter((line) => !/^```sh test=[a-z-]+$/.test(line)),
    [],
  )
})

pointed('shows a picture at each step', () => {
  for (const step of STEPS) {
    for (const build of step.builds) assert.match(guide(), `pictures/${step.id}-${build}.svg`)
  }
  assert.ok(existsSync(at('safety.md')))
})

made.run()
steps.run()
parts.run()
pointed.run()
