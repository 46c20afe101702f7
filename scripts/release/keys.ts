// The key that signs releases, in a GnuPG home of its own: made, shown to doors, used. The secret half never leaves it.

import { chmodSync, existsSync, mkdirSync, readlinkSync } from 'node:fs'
import { isatty } from 'node:tty'
import { HausrechtError } from '#protocol/fault.ts'
import { run } from '#scripts/package/run.ts'

/** Where a person sits, if anyone does: what asks for a passphrase runs apart from this process and is told by name. */
const terminal = (): NodeJS.ProcessEnv => {
  const end = [0, 1, 2].find((one) => isatty(one))
  if (end === undefined) return process.env
  try {
    return { ...process.env, GPG_TTY: readlinkSync(`/proc/self/fd/${end}`) }
  } catch {
    return process.env
  }
}

const gpg = (home: string, ...args: string[]): string =>
  // A person may have to type a passphrase.
  run('gpg', ['--homedir', home, '--no-options', '--no-tty', '--quiet', ...args], {
    env: terminal(),
    within: 120_000,
  }).toString()

/** Its agent holds nothing once this is done. */
export const letGo = (home: string): void => {
  run('gpgconf', ['--homedir', home, '--kill', 'gpg-agent'])
}

/**
 * Makes an Ed25519 key that never runs out: a door that missed an extension would take no update again.
 * @returns its fingerprint
 * @throws HausrechtError `release_key_there` when there is one
 */
export const makeKey = (home: string, name: string, isOpen: boolean): string => {
  if (existsSync(home) && secretKeys(home).length > 0)
    throw new HausrechtError('release_key_there', `${home} holds a key already; name another folder for a second one`)
  mkdirSync(home, { recursive: true })
  chmodSync(home, 0o700)
  const open = isOpen ? ['--batch', '--pinentry-mode', 'loopback', '--passphrase', ''] : []
  gpg(home, ...open, '--quick-gen-key', name, 'ed25519', 'sign', '0')
  const [made] = secretKeys(home)
  if (made === undefined) throw new HausrechtError('release_no_key', `gpg made no key in ${home}`)
  return made
}

const secretKeys = (home: string): string[] =>
  [
    ...gpg(home, '--batch', '--with-colons', '--list-secret-keys').matchAll(/^sec:.*\n(?:.*\n)*?fpr:+([\dA-F]+):/gm),
  ].map((match) => match[1] ?? '')

/** Public halves of these keys, armoured, for Signed-By. @throws HausrechtError `release_no_key` */
export const publicKeys = (home: string, keys: readonly string[]): string => {
  const armoured = gpg(home, '--batch', '--armor', '--export-options', 'export-minimal', '--export', ...keys)
  if (armoured === '') throw new HausrechtError('release_no_key', `${keys.join(', ')} is not in ${home}`)
  return armoured
}

/** Signs nothing, to see that each key can. @throws HausrechtError when one cannot */
export const proveKeys = (home: string, keys: readonly string[]): void => {
  for (const key of keys) gpg(home, '--batch', '--local-user', key, '--output', '-', '--clear-sign', '/dev/null')
}

/** Signs a Release file both ways that apt knows, with every key. */
export const signRelease = (home: string, keys: readonly string[], folder: string): void => {
  const who = keys.flatMap((key) => ['--local-user', key])
  const how = ['--batch', '--yes', '--armor', '--digest-algo', 'SHA512', ...who]
  gpg(home, ...how, '--output', `${folder}/InRelease`, '--clear-sign', `${folder}/Release`)
  gpg(home, ...how, '--output', `${folder}/Release.gpg`, '--detach-sign', `${folder}/Release`)
}
