// Origins as a person writes them: https://door.example.org, and without TLS only http://127.0.0.1:8643 and the like.

import { isIP } from 'node:net'
import { isLoopback } from './address.ts'

const isHere = (name: string): boolean => {
  const host = name.replace(/^\[(.*)\]$/, '$1')
  return host === 'localhost' || (isIP(host) > 0 && isLoopback({ host, port: 0 }))
}

/** @returns RFC 6454 §6.2; undefined when it is none, says more than one, or anybody on the way could read along */
export const readOrigin = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (text !== url.origin && text !== `${url.origin}/`)) return undefined
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere(url.hostname)) ? url.origin : undefined
}
