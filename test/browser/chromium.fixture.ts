// Debian's Chromium, a page of it, and files served to it on loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { hasChromium, openBrowser } from '../support/chromium.ts'

export { hasChromium }

/** A file of this folder and all it imports as one script; fails to build if any of it needs Node. */
export const bundleOf = async (file: string, name: string): Promise<string> => {
  const built = await build({
    entryPoints: [new URL(file, import.meta.url).pathname],
    bundle: true,
    format: 'iife',
    globalName: name,
    platform: 'browser',
    write: false,
    minify: true,
  })
  return built.outputFiles[0]?.text ?? ''
}

/** What is served, by path. */
export type Files = ReadonlyMap<string, Uint8Array>

const TYPES: Readonly<Record<string, string>> = { mp4: 'video/mp4' }

/** Players ask for ranges: one that gets none cannot seek. */
const serve = (files: Files, request: IncomingMessage, response: ServerResponse): void => {
  const path = request.url ?? '/'
  if (path === '/') {
    response.setHeader('content-type', 'text/html').end('<!doctype html>')
    return
  }
  const bytes = files.get(path)
  if (!bytes) {
    response.writeHead(404).end()
    return
  }
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' }
  if (!asked) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes)
    return
  }
  const from = Number(asked[1])
  const to = asked[2] === '' ? bytes.length - 1 : Math.min(Number(asked[2]), bytes.length - 1)
  const range = { 'content-range': `bytes ${from}-${to}/${bytes.length}`, 'content-length': to - from + 1 }
  response.writeHead(206, { ...headers, ...range }).end(bytes.subarray(from, to + 1))
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

export interface Shown {
  readonly page: Page
  close(): Promise<void>
}

const closeAll = async (browser: Browser | undefined, server: Server): Promise<void> => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** An empty page that can run the script. WebCrypto is there in a secure context only, and loopback is one. */
export const openPage = async (script: string, files: Files = new Map()): Promise<Shown> => {
  const server = createServer((request, response) => serve(files, request, response))
  const port = await listening(server)
  let browser: Browser | undefined
  try {
    browser = await openBrowser()
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.addScriptTag({ content: script })
    return { page, close: () => closeAll(browser, server) }
  } catch (error) {
    await closeAll(browser, server)
    throw error
  }
}
