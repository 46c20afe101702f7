import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const SOURCE = fileURLToPath(new URL('bracket.scad', import.meta.url))
const LIMIT_MS = 120_000
const hasOpenscad = spawnSync('openscad', ['--version'], { timeout: 10_000 }).error === undefined

type Triangle = readonly string[]

/** Corners of every facet of an ASCII STL, each as its text. */
const facets = (stl: string): readonly Triangle[] =>
  stl
    .split('outer loop')
    .slice(1)
    .map((facet) => [...facet.matchAll(/vertex (\S+ \S+ \S+)/g)].map((match) => match[1] ?? ''))

/** Closed and without a seam: every edge is there once in each direction. */
const openEdges = (triangles: readonly Triangle[]): number => {
  const edges = new Map<string, number>()
  for (const [a = '', b = '', c = ''] of triangles) {
    for (const edge of [`${a}|${b}`, `${b}|${c}`, `${c}|${a}`]) edges.set(edge, (edges.get(edge) ?? 0) + 1)
  }
  const reverse = (edge: string): string => edge.split('|').reverse().join('|')
  return [...edges].filter(([edge, times]) => times !== edges.get(reverse(edge))).length
}

const compiled = (part: string, extra: readonly string[] = []): readonly Triangle[] => {
  const folder = mkdtempSync(join(tmpdir(), 'bracket-'))
  try {
    const to = join(folder, 'part.stl')
    // Few corners to a circle: quick, and the seams are the same.
    const args = ['-D', `part="${part}"`, '-D', '$fn=8', ...extra, '-o', to, SOURCE]
    const ran = spawnSync('openscad', args, { encoding: 'utf8', timeout: LIMIT_MS })
    assert.is(ran.status, 0, ran.stderr)
    assert.not.match(ran.stderr, /WARNING|ERROR/)
    return facets(readFileSync(to, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const bracket = suite('wiring: bracket')

bracket('is told from an open one', () => {
  const closed = [
    ['a', 'b', 'c'],
    ['a', 'c', 'd'],
    ['a', 'd', 'b'],
    ['b', 'd', 'c'],
  ]
  assert.is(openEdges(closed), 0)
  assert.is(openEdges(closed.slice(1)), 3)
})

bracket('has a picture that is small', () => {
  assert.ok(statSync(new URL('bracket.png', import.meta.url)).size <= 60_000)
})

if (hasOpenscad) {
  bracket('compiles its three parts to closed bodies, also for another thumb-turn', () => {
    for (const part of ['bracket', 'fork', 'pinion']) assert.is(openEdges(compiled(part)), 0, part)
    const other = ['-D', 'turn_width=8', '-D', 'turn_length=30', '-D', 'turn_height=30', '-D', 'backset=40']
    const fork = compiled('fork', other)
    assert.ok(fork.length > 100)
    assert.is(openEdges(fork), 0)
  })
} else process.stdout.write('skipped: compiling the servo bracket needs openscad (apt-get install openscad)\n')

bracket.run()
