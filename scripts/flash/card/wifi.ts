// A Wi-Fi network's name and key. The password itself never reaches the card, only what WPA2 makes of it. Pure.

import { pbkdf2Sync } from 'node:crypto'

export interface Wifi {
  readonly ssid: string
  /** 64 hexadecimal digits: opens this one network, and no other that has the same password. */
  readonly psk: string
  readonly country: string
}

/** IEEE 802.11: 1 to 32 bytes. Control characters and other line ends would not survive the files they are put in. */
export const isSsid = (text: string): boolean =>
  Buffer.byteLength(text) >= 1 && Buffer.byteLength(text) <= 32 && !/[\p{C}\u2028\u2029]/u.test(text)

/** IEEE 802.11 annex J.4: 8 to 63 printable ASCII characters, or the 256 bits themselves. */
export const isWifiPassword = (text: string): boolean => /^[\x20-\x7e]{8,63}$/.test(text) || /^[\da-f]{64}$/i.test(text)

/** IEEE 802.11 annex J.4: PBKDF2-HMAC-SHA1 over the name, 4096 rounds, 256 bits. */
export const pskOf = (ssid: string, password: string): string =>
  password.length === 64 ? password.toLowerCase() : pbkdf2Sync(password, ssid, 4096, 32, 'sha1').toString('hex')
