// A door inside that takes its updates from a channel here, by the owner's own files.

import { copyFile, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Channel } from '#scripts/release/channel.fixture.ts'
import { sourcesFile, unattendedFile } from '#scripts/release/channel.ts'
import { publicKeys } from '#scripts/release/keys.ts'
import type { Container } from './container.ts'

/** Settings stay as they are, as with the channel's own file. */
export const APT = 'DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Options::=--force-confold'

const PORT = 8080

/** What the container must be let reach. */
export const reachOf = ({ url }: Channel): Readonly<Record<number, number>> => ({ [PORT]: Number(new URL(url).port) })

export const joinChannel = async (door: Container, channel: Channel): Promise<void> => {
  const put = async (path: string, text: string): Promise<void> => {
    const here = join(channel.folder, 'put')
    await writeFile(here, text)
    await door.copyIn(here, path)
  }
  await door.must('rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*')
  await put('/usr/share/keyrings/hausrecht.asc', publicKeys(channel.home, [channel.key]))
  await put('/etc/apt/sources.list.d/hausrecht.sources', sourcesFile(`http://10.0.2.100:${PORT}`))
  await put('/etc/apt/apt.conf.d/52hausrecht-channel', unattendedFile())
}

/** Publishes this package beside those before. */
export const offer = async (channel: Channel, deb: string): Promise<void> => {
  const packages = await mkdtemp(join(channel.folder, 'offer-'))
  for (const path of [deb, deb.replace(/\.deb$/, '.parts.json')])
    await copyFile(path, join(packages, path.slice(path.lastIndexOf('/') + 1)))
  channel.release([], { packages, keep: 5 })
}
