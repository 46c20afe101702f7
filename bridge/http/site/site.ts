// The built pages, read into memory once: what a request names is looked up among these and nowhere else.

import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export type Encoding = 'br' | 'gzip' | 'identity'

export interface SiteFile {
  readonly type: string
  readonly bytes: Readonly<Partial<Record<Encoding, Buffer>>> & { readonly identity: Buffer }
  /** Of the bytes as they are, without quotes. */
  readonly tag: string
  /** Its name carries a hash of what is in it: what was once read never changes. */
  readonly lasting: boolean
}

/** By its path as it is asked for. */
export type Site = ReadonlyMap<string, SiteFile>

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
}
const PACKED = { br: '.br', gzip: '.gz' } as const
/** Packed copies, maps, and what begins with a dot. */
const UNASKED = /\.(br|gz|map)$|\/\./
const LASTING = /^\/assets\/.+-[\w-]{8,}\.\w+$/

const APP = /^\/(?:(?:door|access|timeline|privacy|settings|setup)(?:\/[\w.-]{1,100}){0,3})?$/
const PAGES: Readonly<Record<string, string>> = { '/index.html': '/', '/visit/index.html': '/visit/' }

/** Paths of the owner's app are all its one page; what follows a page's name is that page's own. */
export const fileAt = (site: Site, path: string): SiteFile | undefined => site.get(APP.test(path) ? '/' : path)

const fileOf = (file: string, path: string): SiteFile => {
  const identity = readFileSync(file)
  const packed = Object.entries(PACKED).flatMap(([encoding, ending]) => {
    const bytes = bytesOf(file + ending)
    return bytes ? [[encoding, bytes] as const] : []
  })
  return {
    type: TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    bytes: { identity, ...Object.fromEntries(packed) },
    tag: createHash('sha256').update(identity).digest('base64url'),
    lasting: LASTING.test(path),
  }
}

const bytesOf = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

const listed = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
}

/** @returns an empty site where there is none yet */
export const readSite = (folder: string): Site => {
  const site = new Map<string, SiteFile>()
  for (const entry of listed(folder)) {
    const path = `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`
    if (!entry.isFile() || UNASKED.test(path)) continue
    const file = fileOf(join(folder, path), path)
    site.set(PAGES[path] ?? path, file)
  }
  return site
}
