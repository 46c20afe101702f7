// The pages. The door, which nearly everybody wants first, comes with the app; the others when they are first shown.

import type { ComponentType } from 'preact'
import { DoorPage } from '../door/page.tsx'
import { lazily } from './lazily.tsx'
import type { TabName } from './routes.ts'

export const TAB_PAGES: Readonly<Record<TabName, ComponentType>> = {
  door: DoorPage,
  access: lazily(async () => (await import('../access/page.tsx')).AccessPage),
  timeline: lazily(async () => (await import('../timeline/page.tsx')).TimelinePage),
  privacy: lazily(async () => (await import('../privacy/page.tsx')).PrivacyPage),
  settings: lazily(async () => (await import('../settings/page.tsx')).SettingsPage),
}
