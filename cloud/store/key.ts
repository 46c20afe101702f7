// Keys of objects: words of base64url joined by slashes. So a key is a safe path on every disk and in every URL, and
// no key leads anywhere else.

import { HausrechtError } from '#protocol/fault.ts'

const KEY = /^(?:[A-Za-z0-9_-]{1,64}\/){0,7}[A-Za-z0-9_-]{1,64}$/

/** @throws HausrechtError `key_wrong` */
export const checkKey = (key: string): string => {
  if (KEY.test(key)) return key
  throw new HausrechtError('key_wrong', 'An object of the store cannot be called that')
}

/** @throws HausrechtError `key_wrong` */
export const checkPrefix = (prefix: string): string => {
  if (prefix.endsWith('/')) checkKey(prefix.slice(0, -1))
  else throw new HausrechtError('key_wrong', 'A prefix ends with a slash')
  return prefix
}
