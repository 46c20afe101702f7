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
  // Hosts are told as addresses of this machine: mDNS names are looked up by nobody here.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]
/** Milliseconds, on a busy machine. */
const START_WITHIN = 30_000

export const hasChromium = existsSync(CHROMIUM)

/**
 * @param more flags beside the usual ones
 * @throws HausrechtError `browser_missing`
 */
export const openBrowser = async (more: readonly string[] = []): Promise<Browser> => {
  if (!hasChromium) throw new HausrechtError('browser_missing', 'Chromium is not installed: apt-get install chromium')
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more], timeout: START_WITHIN })
}
