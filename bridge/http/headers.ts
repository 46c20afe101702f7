// Headers that keep a browser out of trouble, for answers of programs and for the pages.

/** On every answer, until a page says otherwise. */
export const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

export const TLS_HEADERS = { 'strict-transport-security': 'max-age=31536000' } as const

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // Text never becomes a script: the one policy gives the address of the service worker (bridge/web/shell/updates.ts).
  "require-trusted-types-for 'script'",
  'trusted-types hausrecht',
].join('; ')

/** What a page of ours may use: talking needs the microphone, nothing needs the rest. */
const FEATURES = [
  'microphone=(self)',
  'autoplay=(self)',
  'fullscreen=(self)',
  ...['camera', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture'].map(
    (name) => `${name}=()`,
  ),
].join(', ')

/** Scripts carry the policy as well: workers are under their own file's, not under the page's (CSP 3 §4.2.3). */
export const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': FEATURES,
} as const
