// The cookie that holds a session's value. Over TLS its name has a prefix that browsers let nobody but this very host
// set (RFC 6265bis §4.1.3.2); on this machine without TLS the prefix is not to be had.

import type { FastifyReply, FastifyRequest } from 'fastify'

export interface Cookie {
  read(request: FastifyRequest): string | undefined
  write(reply: FastifyReply, value: string): FastifyReply
  clear(reply: FastifyReply): FastifyReply
}

const VALUE = /^[\w-]{43}$/

/** @param secure do browsers reach this listener by https? */
export const cookieFor = (secure: boolean): Cookie => {
  const name = secure ? '__Host-hausrecht' : 'hausrecht'
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  return {
    read: (request) => {
      const value = request.cookies[name]
      return value !== undefined && VALUE.test(value) ? value : undefined
    },
    write: (reply, value) => reply.setCookie(name, value, options),
    clear: (reply) => reply.clearCookie(name, options),
  }
}
