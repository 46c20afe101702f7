// The app's files as this version of the worker keeps them: each as it was built, checked by its hash, all or none. The
// version before is kept too, for pages that are still open in it.

import { base64url } from 'jose'
import { HausrechtError } from '#protocol/fault.ts'

/** Made by the build. */
export interface Shell {
  readonly version: string
  /** Path and SHA-256 (base64url) of each file; `/` is the page. */
  readonly files: readonly (readonly [path: string, hash: string])[]
}

const PREFIX = 'hausrecht-shell-'
const AT_ONCE = 4
/** A network that says nothing for so long is none. */
const PATIENCE = 4000

export const cacheOf = ({ version }: Shell): string => PREFIX + version

const hashOf = async (bytes: ArrayBuffer): Promise<string> =>
  base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))

const keepFile = async (cache: Cache, path: string, hash: string): Promise<void> => {
  if (await cache.match(path)) return
  const answer = await fetch(path, { cache: 'no-cache', credentials: 'same-origin', redirect: 'error' })
  const matches = answer.ok && (await hashOf(await answer.clone().arrayBuffer())) === hash
  // A newer version was put in place meanwhile: that one's worker will come.
  if (!matches) throw new HausrechtError('shell_changed', `${path} is not of this version`)
  await cache.put(path, answer)
}

/** @throws HausrechtError `shell_changed`; what was kept so far is found again at the next try */
export const keepShell = async (shell: Shell): Promise<void> => {
  const cache = await caches.open(cacheOf(shell))
  const left = [...shell.files]
  const take = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await keepFile(cache, ...next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, take))
}

/** Drops all but this version and the one before it. */
export const dropOld = async (shell: Shell): Promise<void> => {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== cacheOf(shell))
  await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)))
}

const fromNetwork = (request: Request): Promise<Response> => {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new HausrechtError('offline', 'The bridge does not answer.')), PATIENCE)
  })
  return Promise.race([fetch(request), late])
}

const kept = async (shell: Shell, path: string): Promise<Response | undefined> =>
  (await (await caches.open(cacheOf(shell))).match(path)) ?? undefined

/** The page: of now if it can be had, else as it was kept. It says by itself that there is no connection. */
export const givePage = async (shell: Shell, request: Request): Promise<Response> => {
  try {
    const answer = await fromNetwork(request)
    return answer.status < 500 ? answer : ((await kept(shell, '/')) ?? answer)
  } catch (error) {
    const page = await kept(shell, '/')
    if (page) return page
    throw error
  }
}

/** Of whatever version that was kept: its name says what is in it. */
export const giveFixed = async (request: Request): Promise<Response> =>
  (await caches.match(request, { ignoreVary: true })) ?? fetch(request)

export const giveLoose = async (shell: Shell, request: Request): Promise<Response> => {
  try {
    return await fromNetwork(request)
  } catch (error) {
    const file = await kept(shell, new URL(request.url).pathname)
    if (file) return file
    throw error
  }
}
