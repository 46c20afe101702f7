// The pages, each fetched when it is first shown.

import type { JSX } from 'preact'
import { lazily } from './lazily.tsx'
import type { TabName } from './routes.ts'

export const TAB_PAGES: Readonly<Record<TabName, () => JSX.Element>> = {
  door: lazily(async () => (await import('../door/page.tsx')).DoorPage),
  access: lazily(async () => (await import('../access/page.tsx')).AccessPage),
  timeline: lazily(async () => (await import('../timeline/page.tsx')).TimelinePage),
  privacy: lazily(async () => (await import('../privacy/page.tsx')).PrivacyPage),
  settings: lazily(async () => (await import('../settings/page.tsx')).SettingsPage),
}
