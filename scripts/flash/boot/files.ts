// Every file that is put into the boot partition, and what is in it. Pure: fat.ts puts them there.

import type { Card, FirstBoot } from '../card/card.ts'
import { metaData, networkConfig, userData } from './cloud-init.ts'
import { commandLine, configText } from './command-line.ts'
import { shell } from './quote.ts'

/** What the image has and what the scripts are. */
export interface Found {
  readonly way: FirstBoot
  /** Where the running system has the boot partition: /boot/firmware, or /boot before Debian 12. */
  readonly firmware: string
  readonly commandLine: string
  readonly configText: string
  /** first-boot.sh and firstrun.sh as they stand beside this file. */
  readonly firstBoot: string
  readonly firstRun: string
}

/** A file by its path in the partition; either its text or where it is copied from. */
export interface BootFile {
  readonly path: string
  readonly text?: string
  readonly from?: string
}

/** A line `NAME='value'` each, read by first-boot.sh. No password is among them. */
export const settings = (card: Card, { way, firmware }: Found, hashes: ReadonlyMap<string, string>): string => {
  // cloud-init has it in network-config: once on the card is enough.
  const wifi = way === 'firstrun' ? card.wifi : undefined
  const values: Readonly<Record<string, string>> = {
    WAY: way,
    FIRMWARE: firmware,
    HOST: card.host,
    NEW_USER: card.user,
    ZONE: card.zone,
    INSTALL: card.install.join(' '),
    REST: card.rest.join(' '),
    FILES: card.packages.map(({ file }) => file).join(' '),
    BRIDGE: card.bridge ?? '',
    WIFI_SSID_HEX: Buffer.from(wifi?.ssid ?? '').toString('hex'),
    WIFI_PSK: wifi?.psk ?? '',
    WIFI_COUNTRY: wifi?.country ?? '',
    SUMS: card.packages.map(({ file }) => hashes.get(file) ?? '').join(' '),
  }
  const lines = Object.entries(values).map(([name, value]) => `${name}=${shell(value)}`)
  return `# Written by Hausrecht for first-boot.sh.\n${lines.join('\n')}\n`
}

/** deb822 (sources.list(5)); only this key's signature counts, and only for this repository. */
const sources = (url: string): string =>
  [
    'Types: deb',
    `URIs: ${url}`,
    'Suites: stable',
    'Components: main',
    'Signed-By: /usr/share/keyrings/hausrecht.asc',
    '',
  ].join('\n')

/**
 * @param hashes SHA-256 of each package by its file name
 */
export const bootFiles = (card: Card, found: Found, hashes: ReadonlyMap<string, string>): readonly BootFile[] => {
  const isCloud = found.way === 'cloud-init'
  const data = userData(card, found.firmware)
  const network = isCloud ? networkConfig(card) : undefined
  const told = settings(card, found, hashes)
  const text = (path: string, content: string): BootFile => ({ path, text: content })
  return [
    ...card.packages.map(({ path, file }): BootFile => ({ path: `hausrecht/${file}`, from: path })),
    text('hausrecht/first-boot.sh', found.firstBoot),
    text('hausrecht/settings', told),
    text('hausrecht/ssh-keys', `${card.sshKeys.join('\n')}\n`),
    ...(card.channel
      ? [
          text('hausrecht/hausrecht.sources', sources(card.channel.url)),
          text('hausrecht/hausrecht.asc', card.channel.key),
        ]
      : []),
    // Raspberry Pi OS turns its SSH server on when it finds this.
    text('ssh', ''),
    text('config.txt', configText(found.configText)),
    ...(isCloud
      ? [
          text('user-data', data),
          ...(network === undefined ? [] : [text('network-config', network)]),
          text('meta-data', metaData(data, network ?? '', told)),
        ]
      : [text('firstrun.sh', found.firstRun)]),
    // Last: before it nothing of the others is begun with.
    text(
      'cmdline.txt',
      commandLine(found.commandLine, card.wifi?.country, isCloud ? undefined : `${found.firmware}/firstrun.sh`),
    ),
  ]
}
