// Every room explains itself on a page, and no file grows past what a person reads at once.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isSource, listFiles, readText, rooms } from './files.fixture.ts'

const page = 60
const wantsOut = 300
const tooLong = 600

const lineCount = (path: string): number => readText(path).trimEnd().split('\n').length
const isGenerated = (path: string): boolean => /\bgenerated (by|from)\b/i.test(readText(path).split('\n', 5).join('\n'))

const files = listFiles()
const test = suite('rooms')

for (const room of rooms) {
  test(`finds a README of at most a page in ${room}/`, () => {
    if (!files.some((path) => path.startsWith(`${room}/`))) return console.log(`warning: ${room}/ has no files yet`)
    const readme = `${room}/README.md`
    assert.ok(files.includes(readme), `${readme} is missing`)
    assert.ok(lineCount(readme) <= page, `${readme} has ${lineCount(readme)} lines; a page is ${page}`)
  })
}

test(`finds no source file over ${tooLong} lines`, () => {
  const sources = files.filter((path) => isSource(path) && !isGenerated(path))
  const long = sources.map((path) => ({ path, lines: lineCount(path) })).filter(({ lines }) => lines > wantsOut)
  for (const { path, lines } of long) console.log(`warning: ${path} has ${lines} lines: something wants out`)
  assert.equal(
    long.filter(({ lines }) => lines > tooLong),
    [],
  )
})

test.run()
