// Where the simulator may be reached: this machine only. Parses the two kinds of address the command line takes.

import { HausrechtError } from '#protocol/fault.ts'

export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'pty'; readonly path: string }

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

const tcp = (text: string): Address => {
  const [, host = '', digits = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535) {
    throw new HausrechtError(
      'sim_address_unknown',
      `"${text}" is no address: give 127.0.0.1:PORT, unix:/path or pty:/path`,
    )
  }
  if (!LOOPBACK.test(host)) {
    throw new HausrechtError('sim_not_loopback', `the simulator is reached on this machine only: not on "${host}"`)
  }
  return { kind: 'tcp', host: host === '[::1]' ? '::1' : host, port }
}

/**
 * `127.0.0.1:PORT` or `tcp://127.0.0.1:PORT` (0: any free port), `unix:/path`, `pty:/path`.
 * @throws HausrechtError sim_address_unknown, sim_not_loopback
 */
export const parseAddress = (text: string): Address => {
  for (const kind of ['unix', 'pty'] as const) {
    if (text.startsWith(`${kind}:/`)) return { kind, path: text.slice(kind.length + 1) }
  }
  return tcp(text.replace(/^tcp:\/\//, ''))
}

export const formatAddress = (address: Address): string =>
  address.kind === 'tcp'
    ? `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
    : `${address.kind}:${address.path}`
