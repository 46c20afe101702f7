// A package's software bill of materials as CycloneDX 1.6 JSON (ECMA-424): every bundled npm package by its registry's
// hash, and every Debian package it leans on by its name. The same package gives the same bytes. Pure.

import { createHash } from 'node:crypto'
import type { Deb } from './deb.ts'
import type { Part } from './parts.ts'

const purlPart = (text: string): string => encodeURIComponent(text).replaceAll('%2B', '+').replaceAll('%3A', ':')

/** Package URL of an npm package; a scope's `@` is written `%40` (purl specification, npm type). */
const npmPurl = ({ name, version }: Part): string =>
  `pkg:npm/${name.split('/').map(purlPart).join('/')}@${purlPart(version)}`

/** Ids of the SPDX list that packages here carry. CycloneDX takes no other word as an id; anything else is a name. */
const SPDX = new Set(
  `0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC-BY-3.0 CC-BY-4.0 CC0-1.0 GPL-2.0-only GPL-3.0-only ISC
  LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0 MPL-2.0 Python-2.0 Unlicense WTFPL Zlib`.split(/\s+/),
)

const licencesOf = ({ licence }: Part): object => {
  if (licence === undefined) return {}
  const words = licence.split(/[\s()]+/).filter((word) => word !== '')
  const isExpression = words.length > 1 && words.every((word) => SPDX.has(word) || /^(OR|AND)$/.test(word))
  if (isExpression) return { licenses: [{ expression: licence }] }
  return { licenses: [{ license: SPDX.has(licence) ? { id: licence } : { name: licence } }] }
}

const ALGORITHMS: Readonly<Record<string, string>> = { sha512: 'SHA-512', sha256: 'SHA-256', sha1: 'SHA-1' }

/** Subresource Integrity (W3C SRI §3.1) to what CycloneDX takes. */
const hashesOf = ({ integrity }: Part): object => {
  const hashes = (integrity ?? '').split(/\s+/).flatMap((one) => {
    const [name = '', value = ''] = one.split(/-(.*)/s)
    const alg = ALGORITHMS[name]
    return alg === undefined ? [] : [{ alg, content: Buffer.from(value, 'base64').toString('hex') }]
  })
  return hashes.length > 0 ? { hashes } : {}
}

const bundled = (part: Part): Component => {
  const purl = npmPurl(part)
  const [scope, ...rest] = part.name.split('/')
  const named = rest.length > 0 ? { group: scope, name: rest.join('/') } : { name: part.name }
  const own = { type: 'library', 'bom-ref': purl, ...named, version: part.version, scope: 'required' }
  return { ...own, ...hashesOf(part), ...licencesOf(part), purl }
}

interface Component {
  readonly 'bom-ref': string
  readonly [field: string]: unknown
}

/** `nodejs (>= 20.19), ffmpeg | libav` → a component each, with what is asked of its version. */
const leanedOn = (field: string, scope: 'required' | 'optional'): Component[] =>
  field
    .split(/[,|]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [name = ''] = one.split(/[\s(:]/)
      const purl = `pkg:deb/debian/${purlPart(name)}`
      const asked = /\((.+)\)/.exec(one)?.[1]
      const properties = asked === undefined ? {} : { properties: [{ name: 'hausrecht:asked', value: asked }] }
      return { type: 'library', 'bom-ref': purl, name, scope, purl, ...properties }
    })

const debPurl = ({ name, version, architecture }: Deb): string =>
  `pkg:deb/hausrecht/${purlPart(name)}@${purlPart(version)}?arch=${architecture}`

/** A UUID (RFC 9562 §5.8, version 8) that stands for these bytes. */
const uuidOf = (sha256: string): string => {
  const hex = createHash('sha256').update(`hausrecht bill of ${sha256}`).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  const fields = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`]
  return [...fields, hex.slice(20, 32)].join('-')
}

const once = (components: readonly Component[]): Component[] => [
  ...new Map(components.toReversed().map((one) => [one['bom-ref'], one])).values(),
]

/** @param at wall clock of the release, ms */
export const billOf = (deb: Deb, parts: readonly Part[], at: number): object => {
  const purl = debPurl(deb)
  const components = once([
    ...parts.map(bundled),
    ...leanedOn(deb.depends, 'required'),
    ...leanedOn(deb.recommends, 'optional'),
  ]).sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1))
  const own = { type: 'application', 'bom-ref': purl, name: deb.name, version: deb.version }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(deb.sha256)}`,
    version: 1,
    metadata: {
      timestamp: new Date(at).toISOString(),
      component: {
        ...own,
        hashes: [{ alg: 'SHA-256', content: deb.sha256 }],
        licenses: [{ license: { id: 'Apache-2.0' } }],
        purl,
      },
    },
    components,
    dependencies: [
      { ref: purl, dependsOn: components.map((one) => one['bom-ref']) },
      ...components.map((one) => ({ ref: one['bom-ref'] })),
    ],
  }
}
