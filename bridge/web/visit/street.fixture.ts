// A real bridge with the built pages, a door that obeys, an owner who gives links, and a phone: Debian's Chromium.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { GrantClaims } from '#protocol/grant.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { freshLinkKey, type Label, linkUrl, mqttOf } from '#protocol/link.ts'
import { epochMs } from '#protocol/units.ts'
import { hasChromium, openBrowser } from '#test/support/chromium.ts'
import { type DoorClient, type DoorSettings, startDoor } from '#test/support/door-client.ts'
import { grantClaims, makeGrant, makeKey } from '#test/support/people.ts'
import { ConfigSchema } from '../../config/config.ts'
import { openBridge, type RunningBridge } from '../../open.ts'

export { hasChromium }

export interface Street {
  readonly origin: string
  readonly owner: SigningKey
  readonly bridge: RunningBridge
  readonly door: DoorClient
  readonly browser: Browser
  /** A link's address. */
  give(more?: Partial<GrantClaims>, label?: Label): Promise<string>
  close(): Promise<void>
}

export const openStreet = async (pages: string, manner: DoorSettings['manner'] = 'obey'): Promise<Street> => {
  const data = await mkdtemp(join(tmpdir(), 'hausrecht-street-'))
  const listen = { mqtt: '127.0.0.1:0', ws: '', http: '127.0.0.1:0' }
  const bridge = await openBridge(
    ConfigSchema.parse({ data, listen, web: { folder: pages } }),
    pino({ level: 'silent' }),
  )
  const owner = await makeKey()
  const at = { url: `mqtt://127.0.0.1:${bridge.ports.mqtt ?? 0}`, bridge: bridge.key.thumbprint }
  const door = await startDoor({ ...at, owner, ...(manner ? { manner } : {}) })
  const browser = await openBrowser()
  const origin = `http://127.0.0.1:${bridge.httpPorts[0] ?? 0}`
  return {
    origin,
    owner,
    bridge,
    door,
    browser,
    give: async (more = {}, label = { door: 'Lindenstraße 5' }) => {
      const { jwk: key, thumbprint } = await freshLinkKey()
      const now = epochMs(Date.now())
      const claims = grantClaims(owner.thumbprint, thumbprint, door.id, { link: true, uses: 1, ...more }, now)
      const chain = [await makeGrant(owner, claims)]
      const link = { v: 1, at: mqttOf(origin), bridge: bridge.key.jwk, door: door.key.jwk, chain, key, label } as const
      return linkUrl(origin, link)
    },
    close: async () => {
      await browser.close()
      await door.end()
      await bridge.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

export interface Phone {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page complained about. */
  readonly complaints: string[]
  /** Every address that was asked for. */
  readonly asked: string[]
  close(): Promise<void>
}

export interface PhoneKind {
  readonly locale?: string
  readonly dark?: boolean
  readonly width?: number
  /** Runs in the page before anything of it. */
  readonly before?: string
}

export const takePhone = async ({ browser }: Street, kind: PhoneKind = {}): Promise<Phone> => {
  const context = await browser.newContext({
    viewport: { width: kind.width ?? 360, height: 740 },
    locale: kind.locale ?? 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: kind.dark ? 'dark' : 'light',
  })
  if (kind.before !== undefined) await context.addInitScript(kind.before)
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  const complaints: string[] = []
  const asked: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', (request) => asked.push(request.url()))
  page.on('websocket', (socket) => asked.push(socket.url()))
  return { page, context, complaints, asked, close: () => context.close() }
}
