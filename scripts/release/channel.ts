// The two files by which a Debian machine takes updates from a channel: where it is and whose signature counts, and that
// they are installed without being asked. Pure.

import { COMPONENT, ORIGIN, SUITE } from './index.ts'

/** Where a door keeps the public keys of its channel. */
export const KEYRING = '/usr/share/keyrings/hausrecht.asc'

/** deb822 (sources.list(5)). Signed-By: only these keys count, and only for this channel. */
export const sourcesFile = (url: string): string =>
  [`Types: deb`, `URIs: ${url}`, `Suites: ${SUITE}`, `Components: ${COMPONENT}`, `Signed-By: ${KEYRING}`, ''].join('\n')

/**
 * For /etc/apt/apt.conf.d. No restart of the whole machine: nobody shall wait outside meanwhile. Settings that were edited
 * stay: dpkg would ask about each of them, nobody is there to answer, and no update would come in any more.
 */
export const unattendedFile = (): string =>
  [
    `Unattended-Upgrade::Origins-Pattern { "origin=${ORIGIN}"; };`,
    'Unattended-Upgrade::Automatic-Reboot "false";',
    'DPkg::Options { "--force-confdef"; "--force-confold"; };',
    '',
  ].join('\n')
