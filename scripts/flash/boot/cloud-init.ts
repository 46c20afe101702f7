// What cloud-init reads on the first boot of a current Raspberry Pi OS (cloud-init 25, datasource NoCloud). Pure.
// It makes host, user, key and network as the system likes them; the rest, and what a power cut left out, is done by
// first-boot.sh, which `bootcmd` calls at every boot until it has been through.

import { createHash } from 'node:crypto'
import type { Card } from '../card/card.ts'
import { yaml } from './quote.ts'

const NOTE = '# Written by Hausrecht. JSON is YAML.'

/**
 * @param firmware where the running system has the boot partition
 */
export const userData = (card: Card, firmware: string): string =>
  yaml('#cloud-config', {
    hostname: card.host,
    manage_etc_hosts: true,
    timezone: card.zone,
    // "user", not "users": it stands in for the system's own first user and keeps that one's groups.
    user: {
      name: card.user,
      shell: '/bin/bash',
      lock_passwd: true,
      // With no password there is none to ask for: the SSH key is the right to everything.
      sudo: 'ALL=(ALL) NOPASSWD:ALL',
      ssh_authorized_keys: card.sshKeys,
    },
    disable_root: true,
    ssh_pwauth: false,
    // Runs at every boot, before the network is up: it must not wait for anything.
    bootcmd: [['sh', `${firmware}/hausrecht/first-boot.sh`, 'begin']],
    // Raspberry Pi OS ships its SSH server off, and no key of cloud-init's turns it on.
    runcmd: [['systemctl', 'enable', '--now', 'ssh']],
  })

/** Netplan, version 2. Without Wi-Fi the system's own default stays: every wire with DHCP. */
export const networkConfig = ({ wifi }: Card): string | undefined =>
  wifi &&
  yaml(NOTE, {
    network: {
      version: 2,
      ethernets: { eth0: { dhcp4: true, dhcp6: true, optional: true } },
      wifis: {
        wlan0: {
          dhcp4: true,
          dhcp6: true,
          optional: true,
          'regulatory-domain': wifi.country,
          'access-points': { [wifi.ssid]: { password: wifi.psk } },
        },
      },
    },
  })

/** A new id makes cloud-init begin anew; the image's own file spells it so that it is never read. */
export const metaData = (...parts: readonly string[]): string => {
  const id = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16)
  return yaml(NOTE, { dsmode: 'local', 'instance-id': `hausrecht-${id}` })
}
