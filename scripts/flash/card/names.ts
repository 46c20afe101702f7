// The names a card is given: host, user, time zone, country. Each is checked here, so that nothing below need quote for it.

/** RFC 1123 §2.1: one label of letters, digits and inner hyphens. */
export const isHostName = (text: string): boolean => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(text)

/** Names that Debian or its packages have for themselves. */
const TAKEN = new Set(
  'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody messagebus sshd avahi sudo adm pi-gen hausrecht'.split(
    ' ',
  ),
)

/** What useradd(8) of Debian takes, in lower case. */
export const isUserName = (text: string): boolean =>
  /^[a-z_][a-z\d_-]{0,31}$/.test(text) && !TAKEN.has(text) && !text.startsWith('systemd-')

/** ISO 3166-1 alpha-2; it goes to the radio, and onto the kernel's command line. */
export const isCountry = (text: string): boolean => /^[A-Z]{2}$/.test(text)

/** Debian 13 has names such as US/Eastern only in a package of their own: a Pi without it would keep the wrong time. */
const AREAS = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)\/[\w+\-/]+$/

export const isZone = (text: string): boolean => {
  if (text !== 'UTC' && !AREAS.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** As the device's settings take it: no credentials, no spaces, nothing a line of TOML could end with. */
export const isBridge = (text: string): boolean =>
  /^(?:mqtts?|wss?):\/\/(?:[a-z\d.-]+|\[[\da-f:]+\])(?::\d{1,5})?(?:\/[\w./-]*)?$/i.test(text)

/** The root of an apt repository; apt itself checks its signature, so plain http is enough in one's own house. */
export const isChannel = (text: string): boolean =>
  /^(?:https?:\/\/(?:[a-z\d.-]+|\[[\da-f:]+\])(?::\d{1,5})?|file:)\/?[\w./~-]*$/i.test(text)
