// Addresses to listen on, as a person writes them: 127.0.0.1:8643, [::1]:8643. Numbers only: where a name leads can
// change, and whether it leads beyond this machine decides what is allowed.

import { BlockList, isIP } from 'node:net'

/** As the listeners take it. Port 0: whichever is free. */
export interface Address {
  readonly host: string
  readonly port: number
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** @returns undefined when it is no address with a port */
export const readAddress = (text: string): Address | undefined => {
  const [, six, four, digits = ''] = /^(?:\[([\da-f:.]+)\]|([\d.]+)):(\d{1,5})$/i.exec(text) ?? []
  const host = six ?? four ?? ''
  const port = Number(digits)
  return isIP(host) === (six === undefined ? 4 : 6) && port < 65_536 ? { host, port } : undefined
}

/** Does nobody but this machine reach it? */
export const isLoopback = ({ host }: Address): boolean => loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')
