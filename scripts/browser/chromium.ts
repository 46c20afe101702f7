// Debian's Chromium as a person without an account has it: a fresh profile, nothing that asks anybody else.

import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { HausrechtError } from '#protocol/fault.ts'

export type { Browser, BrowserContext, CDPSession, Page }

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
]

export const hasChromium = existsSync(CHROMIUM)

/** @throws HausrechtError `browser_missing` */
export const openBrowser = async (): Promise<Browser> => {
  if (!hasChromium) throw new HausrechtError('browser_missing', 'Chromium is not installed: apt-get install chromium')
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}
