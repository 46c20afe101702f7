// What this listener is called by browsers: which Host it answers to, and the origin of its own pages. A page of
// another name that resolves to this machine (DNS rebinding) must find nobody here.

import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Certificate } from '../broker/listen.ts'
import { isLoopback } from '../config/address.ts'

export interface Names {
  /** Do browsers reach it by https? */
  readonly secure: boolean
  /** RFC 6454 §6.2. @returns undefined where the Host is none of this listener's */
  originOf(headers: FastifyRequest['headers']): string | undefined
}

const HOST = /^(?:\[([\da-f:.]{2,45})\]|([a-z\d.-]{1,253}))(?::\d{1,5})?$/

export const namesOf = (tls: Certificate | undefined, origin: string | undefined): Names => {
  const known = origin === undefined ? undefined : new URL(origin)
  const isOurs = tls ? certified(tls) : isThisMachine
  const scheme = tls ? 'https' : 'http'
  return {
    secure: known === undefined ? tls !== undefined : known.protocol === 'https:',
    originOf: (headers) => {
      const host = headers.host?.toLowerCase() ?? ''
      if (host === known?.host) return known.origin
      const [, six, name] = HOST.exec(host) ?? []
      const plain = six ?? name
      if (plain === undefined || !isOurs(plain)) return undefined
      return known?.origin ?? originAt(`${scheme}://${host}`)
    },
  }
}

const originAt = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined)

const isThisMachine = (name: string): boolean =>
  name === 'localhost' || (isIP(name) > 0 && isLoopback({ host: name, port: 0 }))

/** RFC 9525 §6: what the certificate stands for. */
const certified = ({ cert }: Certificate): ((name: string) => boolean) => {
  const certificate = new X509Certificate(cert)
  return (name) => (isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
}
