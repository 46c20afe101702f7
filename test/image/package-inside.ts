// Our packages, made once for a run of tests, and put into a machine as their owner would with dpkg.

import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CACHE, cached } from './cache.ts'
import { command } from './command.ts'
import type { Inside } from './machine.ts'
import type { Arch } from './roots.ts'

export type Package = 'device' | 'bridge' | 'cloud'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILD_WITHIN = 1_200_000

/** Of all that goes into a package: what git knows and what was changed since. */
const sourcesStamp = async (): Promise<string> => {
  const git = (...args: string[]): Promise<string> => command('git', ['-C', ROOT, ...args])
  const hash = createHash('sha256').update(await git('rev-parse', 'HEAD'))
  hash.update(
    await git('diff', 'HEAD', '--', 'protocol', 'device', 'bridge', 'cloud', 'hardware', 'scripts', 'package.json'),
  )
  return hash.digest('hex').slice(0, 12)
}

/**
 * The package made of the sources as they are; or the one in the folder that HAUSRECHT_PACKAGES names.
 * @param version another than package.json's, for a test of updates
 */
export const packageFile = async (name: Package, arch: Arch, version?: string): Promise<string> => {
  const given = process.env['HAUSRECHT_PACKAGES']
  const folder =
    given !== undefined && version === undefined
      ? given
      : await cached(
          join(CACHE, 'packages', `${await sourcesStamp()}-${name}-${arch}-${version ?? 'own'}`),
          async (half) => {
            const program = join(ROOT, 'scripts/package/main.ts')
            const wanted = [
              name,
              '--arch',
              arch,
              '--to',
              half,
              ...(version === undefined ? [] : ['--version', version]),
            ]
            await command(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...wanted], BUILD_WITHIN)
          },
        )
  const file = (await readdir(folder)).find(
    (one) => one.startsWith(`hausrecht-${name}_`) && (one.endsWith(`_${arch}.deb`) || one.endsWith('_all.deb')),
  )
  if (file === undefined) throw new Error(`no package ${name} for ${arch} in ${folder}`)
  return join(folder, file)
}

/** Installs it with dpkg: everything it depends on is in the root already. */
export const install = async (inside: Inside, file: string, within = 300_000): Promise<void> => {
  const place = `/var/tmp/${basename(file)}`
  await inside.copyIn(file, place)
  await inside.must(`DEBIAN_FRONTEND=noninteractive dpkg -i '${place}'`, { within })
}

/** Replaces the values of settings in /etc/hausrecht, where each key stands once. */
export const setValues = async (
  inside: Inside,
  name: Package,
  values: Readonly<Record<string, string>>,
): Promise<void> => {
  const edits = Object.entries(values).map(([key, value]) => `-e 's|^#*${key} = .*|${key} = "${value}"|'`)
  await inside.must(`sed -i ${edits.join(' ')} /etc/hausrecht/${name}.toml`)
}

/** The same, and starts the unit again. */
export const settings = async (
  inside: Inside,
  name: Package,
  values: Readonly<Record<string, string>>,
): Promise<void> => {
  await setValues(inside, name, values)
  await inside.must(`systemctl restart hausrecht-${name}`)
}
