// Where push messages may be sent. A page names the address, so only the services of browsers that people have are
// reached, by name and over TLS: never an address of the house (SSRF).

/** Those of Chromium, Firefox, Safari and Edge. */
export const SERVICES: readonly string[] = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '*.push.services.mozilla.com',
  'web.push.apple.com',
  '*.push.apple.com',
  '*.notify.windows.com',
]

const HOST = /^(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/
/** For trying things out on one machine. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]):\d{1,5}$/

export const isService = (text: string): boolean => HOST.test(text) || LOOPBACK.test(text)

/** @param services names of hosts, `*.` before one for all below it, or a whole loopback origin */
export const mayReach = (endpoint: string, services: readonly string[]): boolean => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url?.username !== '' || url.password !== '') return false
  if (LOOPBACK.test(url.origin)) return services.includes(url.origin)
  if (url.protocol !== 'https:' || url.port !== '' || !HOST.test(url.hostname)) return false
  return services.some((service) =>
    service.startsWith('*.') ? url.hostname.endsWith(service.slice(1)) : service === url.hostname,
  )
}
