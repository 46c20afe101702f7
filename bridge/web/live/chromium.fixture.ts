// Debian's Chromium with one bundled page, served under the content security policy of the bridge.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { hasChromium, openBrowser } from '#test/support/chromium.ts'

export { hasChromium }

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
].join('; ')

const HTML = `<!doctype html><html lang="en"><head><title>live</title><meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css"><script src="/page.js"></script></head><body></body></html>`

const bundled = async (file: string): Promise<ReadonlyMap<string, { type: string; body: string }>> => {
  const built = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'Page',
    platform: 'browser',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outfile: '/page.js',
    write: false,
  })
  const files = new Map([
    ['/', { type: 'text/html', body: HTML }],
    ['/icon.svg', { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
  ])
  for (const { path, text } of built.outputFiles) {
    files.set(path, { type: path.endsWith('.css') ? 'text/css' : 'text/javascript', body: text })
  }
  return files
}

export interface Shown {
  readonly browser: Browser
  readonly page: Page
  /** What the page complained about. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** @param file beside this one, or a path from here; what it exports is `Page` in the page */
export const showPage = async (file: string, viewport = { width: 1000, height: 800 }): Promise<Shown> => {
  const files = await bundled(file)
  const server = createServer(({ url }, response) => {
    const found = files.get(url ?? '')
    if (!found) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': found.type, 'content-security-policy': POLICY }).end(found.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const shut = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  let browser: Browser | undefined
  try {
    browser = await openBrowser(['--use-fake-device-for-media-stream'])
    const context = await browser.newContext({ viewport, permissions: ['microphone'] })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { timeout: 20_000 })
    const made = browser
    return {
      browser,
      page,
      complaints,
      close: async () => {
        await made.close()
        await shut()
      },
    }
  } catch (error) {
    await browser?.close()
    await shut()
    throw error
  }
}
