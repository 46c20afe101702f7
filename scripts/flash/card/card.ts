// What a card is to become: everything checked, nothing of it a password.

import type { CardPackage } from './package.ts'
import type { Wifi } from './wifi.ts'

export interface Card {
  readonly host: string
  readonly user: string
  readonly sshKeys: readonly string[]
  readonly wifi: Wifi | undefined
  readonly zone: string
  readonly packages: readonly CardPackage[]
  /** A signed apt repository to take packages and their updates from. */
  readonly channel: { readonly url: string; readonly key: string } | undefined
  /** Packages to have in the end, by name. */
  readonly install: readonly string[]
  /** Debian's packages to have as soon as there is a network; the door locks without them. */
  readonly rest: readonly string[]
  /** Where the door finds its bridge; undefined: as the package has it. */
  readonly bridge: string | undefined
}

/** How a system takes what it is told for its first boot. */
export type FirstBoot = 'cloud-init' | 'firstrun'
