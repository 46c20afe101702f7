// Debian's Chromium before pages of a bridge, told what to count as a complaint: faults, refused by the content
// security policy, and every address that was asked for.

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { hasChromium, openBrowser, TELL_BREACHES } from './chromium.ts'

export { hasChromium, openBrowser as launch }

export interface Device {
  readonly context: BrowserContext
  readonly page: Page
  /** Faults of scripts, and what the content security policy had to refuse. */
  readonly broken: string[]
  /** What stood on the console. */
  readonly said: string[]
  readonly asked: string[]
}

export interface DeviceKind {
  readonly locale?: string
  readonly width?: number
  /** Runs in the page before anything of it. */
  readonly before?: string
}

const POLICY = /content security policy/i

export const openDevice = async (browser: Browser, kind: DeviceKind = {}): Promise<Device> => {
  const context = await browser.newContext({
    viewport: { width: kind.width ?? 900, height: 900 },
    locale: kind.locale ?? 'en-GB',
    permissions: ['microphone'],
  })
  await context.addInitScript({ content: TELL_BREACHES })
  if (kind.before !== undefined) await context.addInitScript({ content: kind.before })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const device: Device = { context, page, broken: [], said: [], asked: [] }
  context.on('request', (request) => device.asked.push(request.url()))
  page.on('websocket', (socket) => device.asked.push(socket.url()))
  page.on('pageerror', (error) => device.broken.push(error.message))
  page.on('console', (message) => {
    device.said.push(message.text())
    if (POLICY.test(message.text())) device.broken.push(message.text())
  })
  return device
}
