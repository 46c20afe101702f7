// From what was typed to what is wanted, everything checked: files read, names held against their rules.

import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { HausrechtError } from '#protocol/fault.ts'
import type { Card, FirstBoot } from './card/card.ts'
import { isBridge, isChannel, isCountry, isHostName, isUserName, isZone } from './card/names.ts'
import { type CardPackage, packageOf } from './card/package.ts'
import { readSshKeys } from './card/ssh-key.ts'
import { isSsid, isWifiPassword, pskOf, type Wifi } from './card/wifi.ts'
import { type Unpacker, unpackerOf } from './image/format.ts'
import { readSum } from './image/sum.ts'
import type { Typed } from './typed.ts'
import { codeOf, type FlashSay, type FlashWord, flashFault, flashUsage } from './words.ts'

export interface Wanted {
  readonly image: string
  readonly unpacker: Unpacker | undefined
  /** SHA-256; undefined: taken without. */
  readonly hash: string | undefined
  readonly to: string
  readonly card: Card
  readonly firstBoot: FirstBoot | 'auto'
  readonly yes: boolean
  readonly reallyYes: boolean
}

/** What reading them needs of the process. */
export interface Desk {
  readonly folder: string
  readonly zone: string
  readonly say: FlashSay
  readonly readLine: () => Promise<string>
}

type Name = Parameters<Typed['text']>[0]

const bad = (desk: Desk, name: Name, value: string, why: FlashWord): HausrechtError =>
  flashUsage('option_bad', { option: `--${name}`, value: value.slice(0, 80), why: desk.say(why) })

const needed = (typed: Typed, name: Name): string => {
  const value = typed.text(name)
  if (value === undefined) throw flashUsage('option_needed', { option: `--${name}` })
  return value
}

const held = (
  desk: Desk,
  typed: Typed,
  name: Name,
  is: (text: string) => boolean,
  why: FlashWord,
  otherwise?: string,
) => {
  const value = otherwise === undefined ? needed(typed, name) : (typed.text(name) ?? otherwise)
  if (!is(value)) throw bad(desk, name, value, why)
  return value
}

const read = async (desk: Desk, path: string): Promise<string> => {
  try {
    return await readFile(resolve(desk.folder, path), 'utf8')
  } catch (error) {
    throw flashFault('file_unreadable', { path, detail: codeOf(error) }, error)
  }
}

const readKeys = async (desk: Desk, paths: readonly string[]): Promise<readonly string[]> => {
  const keys: string[] = []
  for (const path of paths) {
    const found = readSshKeys(await read(desk, path))
    if (found.is === 'private') throw flashUsage('key_private', { path })
    if (found.is === 'none') throw flashUsage('key_bad', { path })
    keys.push(...found.lines)
  }
  return keys
}

const readWifi = async (desk: Desk, typed: Typed): Promise<Wifi | undefined> => {
  const ssid = typed.text('wifi-ssid')
  if (ssid === undefined) {
    for (const name of ['wifi-password-file', 'wifi-country'] as const) {
      if (typed.text(name) !== undefined) throw flashUsage('option_pair', { option: `--${name}`, with: '--wifi-ssid' })
    }
    return undefined
  }
  if (!isSsid(ssid)) throw bad(desk, 'wifi-ssid', ssid, 'why_ssid')
  const country = held(desk, typed, 'wifi-country', isCountry, 'why_country')
  const path = needed(typed, 'wifi-password-file')
  const password = (path === '-' ? await desk.readLine() : await read(desk, path)).replace(/\r?\n$/, '')
  // The value itself is a secret: only where it came from is said.
  if (!isWifiPassword(password)) throw bad(desk, 'wifi-password-file', path, 'why_wifi_password')
  return { ssid, psk: pskOf(ssid, password), country }
}

const readPackages = async (desk: Desk, paths: readonly string[]): Promise<readonly CardPackage[]> => {
  const packages = await Promise.all(
    paths.map(async (typed) => {
      const path = resolve(desk.folder, typed)
      const found = packageOf(path)
      if (!found) throw bad(desk, 'package', typed, 'why_package')
      // ar(5): what every Debian package begins with.
      if (!(await read(desk, path)).startsWith('!<arch>\n')) throw bad(desk, 'package', typed, 'why_package')
      return found
    }),
  )
  // Whichever apt unpacked last would run.
  for (const [at, { name, file }] of packages.entries()) {
    const other = packages.slice(0, at).find((one) => one.name === name)
    if (other) throw flashUsage('package_twice', { file, other: other.file })
  }
  return packages
}

const readChannel = async (desk: Desk, typed: Typed): Promise<Card['channel']> => {
  if (typed.text('channel') === undefined) {
    if (typed.text('channel-key') !== undefined)
      throw flashUsage('option_pair', { option: '--channel-key', with: '--channel' })
    return undefined
  }
  const url = held(desk, typed, 'channel', isChannel, 'why_channel')
  const path = needed(typed, 'channel-key')
  const key = await read(desk, path)
  const isPublic = key.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----') && !key.includes('PRIVATE KEY')
  if (!isPublic) throw bad(desk, 'channel-key', path, 'why_channel_key')
  return { url, key }
}

const readHash = async (desk: Desk, typed: Typed, image: string): Promise<string | undefined> => {
  const name = basename(image)
  const given = typed.text('sha256')
  const text =
    given === undefined
      ? await readFile(`${image}.sha256`, 'utf8').catch(() => undefined)
      : readSum(given, name) === undefined
        ? await read(desk, given)
        : given
  if (text === undefined) {
    if (typed.has('unchecked')) return undefined
    throw flashUsage('image_unchecked', { path: name })
  }
  const hash = readSum(text, name, given === undefined)
  if (hash === undefined) throw bad(desk, 'sha256', given ?? `${name}.sha256`, 'why_sum')
  return hash
}

const isFirstBoot = (text: string): text is FirstBoot | 'auto' => ['cloud-init', 'firstrun', 'auto'].includes(text)

const readCard = async (desk: Desk, typed: Typed): Promise<Card> => {
  needed(typed, 'ssh-key')
  const packages = await readPackages(desk, typed.all('package'))
  const channel = await readChannel(desk, typed)
  const names = packages.map(({ name }) => name)
  if (names.length === 0 && !channel) throw flashUsage('package_needed')
  const withBridge = typed.has('with-bridge')
  if (withBridge && !channel && !names.includes('hausrecht-bridge')) throw flashUsage('bridge_package_needed')
  const install = new Set([
    ...names,
    ...(channel ? ['hausrecht-device'] : []),
    ...(withBridge ? ['hausrecht-bridge'] : []),
  ])
  return {
    host: held(desk, typed, 'host', isHostName, 'why_host'),
    user: held(desk, typed, 'user', isUserName, 'why_user'),
    sshKeys: await readKeys(desk, typed.all('ssh-key')),
    wifi: await readWifi(desk, typed),
    zone: held(desk, typed, 'zone', isZone, 'why_zone', desk.zone),
    packages,
    channel,
    install: [...install],
    rest: install.has('hausrecht-device') ? ['unattended-upgrades', 'ffmpeg'] : ['unattended-upgrades'],
    bridge: typed.text('bridge') === undefined ? undefined : held(desk, typed, 'bridge', isBridge, 'why_bridge'),
  }
}

/** @throws SpokenError for the first thing that cannot be meant or read */
export const readWanted = async (typed: Typed, desk: Desk): Promise<Wanted> => {
  const image = resolve(desk.folder, needed(typed, 'image'))
  const unpacker = unpackerOf(image)
  if (unpacker === null) throw bad(desk, 'image', image, 'why_image')
  const to = needed(typed, 'to')
  const firstBoot = typed.text('first-boot') ?? 'auto'
  if (!isFirstBoot(firstBoot)) throw bad(desk, 'first-boot', firstBoot, 'why_first_boot')
  const card = await readCard(desk, typed)
  return {
    image,
    unpacker,
    hash: await readHash(desk, typed, image),
    to,
    card,
    firstBoot,
    yes: typed.has('yes'),
    reallyYes: typed.has('yes-really'),
  }
}
