// The app's own icons, drawn as lines on a field of 24: no font and no picture from elsewhere.

import type { TabName } from './routes.ts'

const paths: Readonly<Record<TabName | 'brand' | 'alert', string>> = {
  door: 'M6 21V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v16M3.5 21h17M14.5 12v1.5',
  access: 'M15.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 12l-8 8v1h3v-2h2v-2h2l1.5-1.5M16.5 8h.01',
  timeline: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.2l3.4 2',
  privacy: 'M12 3l7.5 2.5v5.7c0 4.6-3 7.9-7.5 9.8-4.5-1.9-7.5-5.2-7.5-9.800V5.500zM9 12l2.2 2.200L15.2 10',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800v4.400M9 14.800v4.4',
  brand: 'M6 21V10a6 6 0 0 1 12 0v11zM12 9.300a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.400zM12 12.700V16',
  alert: 'M12 4l9 16H3zM12 10v4M12 17h.01',
}

export const Icon = ({ name }: { readonly name: keyof typeof paths }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)
