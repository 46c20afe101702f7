// What the pages promise: links that lead somewhere, and a change log with the sections an owner looks for.

import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listFiles, readText, root } from './files.fixture.ts'

const withoutCode = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]*`/g, '')

/** Targets of links and pictures that stay inside the project. */
const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z][a-z+.-]*:/i.test(link))

/** A heading's anchor as the usual renderers make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (text: string): string[] =>
  [...text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#+ +(.+)$/gm)].map((match) => anchorOf(match[1] ?? ''))

function leadsNowhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path))
  if (!existsSync(join(root, target))) return true
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(readText(target)).includes(anchor)
}

const pages = listFiles().filter((path) => path.endsWith('.md'))
const test = suite('docs')

test('reads links and anchors as a renderer does', () => {
  const text = '# A, b `c`!\n[x](a.md#b) ![p](p.png "t") [w](https://example.org)\n```\n[no](no.md)\n```\n`[no](no.md)`'
  assert.equal(linksOf(text), ['a.md#b', 'p.png'])
  assert.equal(anchorsOf(text), ['a-b-c'])
})

test('has no link that leads nowhere', () => {
  const broken = pages.flatMap((page) =>
    linksOf(readText(page))
      .filter((link) => leadsNowhere(page, link))
      .map((link) => `${page}: ${link}`),
  )
  assert.equal(broken, [])
})

test('tells changes under Breaking, New, Fixed and Security, in this order', () => {
  const order = ['Breaking', 'New', 'Fixed', 'Security']
  const releases = readText('CHANGELOG.md').split(/^## /m).slice(1)
  assert.ok(releases.length > 0)
  for (const release of releases) {
    const sections = [...release.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? '')
    assert.equal(
      sections,
      order.filter((section) => sections.includes(section)),
    )
  }
})

test.run()
