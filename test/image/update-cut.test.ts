// Power cuts while dpkg brings a newer version of the door, on a real ext4 of a machine whose disk has a volatile cache:
// what was not flushed is lost by chance. After each a whole version runs, and dpkg ends what it began. Long.

import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pause, until } from '#test/support/wait.ts'
import { makeExt4, plainMachine, seedRoot, unpackRoot } from './base-disk.ts'
import { command } from './command.ts'
import { bootMachine, type Machine } from './machine.ts'
import { missingFor } from './needs.ts'
import { build, VERSIONS } from './versions.ts'

const CUTS = Number(process.env['HAUSRECHT_CUTS'] ?? 3)
/** Emulated and beside other work. */
const PATIENCE = 600_000
/** After dpkg: into the trial and past its end. */
const TRIAL = 30_000

const suiteOf = suite(`the power goes while an update is installed (${CUTS} cuts)`)
const missing =
  process.env['HAUSRECHT_LONG'] === '1'
    ? missingFor('machine', 'amd64')
    : 'needs `npm run test:image`: it takes minutes'
const test = missing === undefined ? suiteOf : suiteOf.skip

/** The sums of what a package brings of the program, as `md5sum -c` reads them in the folder of its version. */
const sumsOf = async (deb: string, version: string): Promise<string> => {
  const sums = await command('sh', ['-c', 'dpkg-deb --ctrl-tarfile "$1" | tar -xO ./md5sums', 'sh', deb])
  const folder = `usr/lib/hausrecht-device/${version}/`
  const lines = sums.split('\n').filter((line) => line.includes(`  ${folder}`))
  assert.ok(lines.length > 10, sums)
  return lines.map((line) => line.replace(folder, '')).join('\n')
}

/** A disk with the first of these installed, which would take minutes inside, and the others lying there. */
const diskWith = async (folder: string, debs: readonly string[]): Promise<string> => {
  const [tree, disk] = [join(folder, 'tree'), join(folder, 'disk.ext4')]
  await unpackRoot('amd64', tree)
  await seedRoot(tree)
  await plainMachine(tree)
  for (const deb of debs) await copyFile(deb, join(tree, 'var/tmp', basename(deb)))
  await command('chroot', [tree, 'dpkg', '-i', `/var/tmp/${basename(debs[0] ?? '')}`], PATIENCE)
  await makeExt4(tree, disk, '3G')
  await rm(tree, { recursive: true })
  return disk
}

const assertWhole = async (machine: Machine, sums: ReadonlyMap<string, string>): Promise<string> => {
  const current = await machine.must(`readlink ${VERSIONS}/current`)
  const expected = sums.get(current)
  assert.ok(expected !== undefined, `${current} is a version`)
  await machine.must(`cd ${VERSIONS}/current && md5sum --quiet -c - <<'END'\n${expected}\nEND`, { within: PATIENCE })
  return current
}

/** Asked of systemd, to which the door says that it is ready: Node itself needs a minute to start on a busy emulator. */
const AT_REST = `test ! -e ${VERSIONS}/trial && systemctl is-active --quiet hausrecht-device`

/** @returns the version that runs when none is on trial any more */
const atRest = async (machine: Machine): Promise<string> => {
  await until(
    async () => {
      await pause(2000)
      return (await machine.run(AT_REST)).code === 0
    },
    'the door is ready, and no version is on trial',
    PATIENCE,
  )
  return machine.must(`readlink ${VERSIONS}/current`)
}

const dpkg = (version: string): string =>
  `DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i /var/tmp/hausrecht-device_${version}_amd64.deb 2>&1`

/** State and version, as dpkg knows them: `ii 1.0.0` is a package of which nothing is left to do. */
const dpkgState = (machine: Machine): Promise<string> =>
  machine.must("dpkg -l hausrecht-device | awk 'END { print $1, $3 }'")

interface Cut {
  readonly version: string
  /** How much of what an update writes is written before the cut, from 0; past 1 the trial is on. */
  readonly share: number
  /** What an update writes, in bytes. */
  readonly writes: number
}

/** Counted in what reached the disk, since the time it takes says nothing on an emulated machine. */
const cutDuring = async (machine: Machine, { version, share, writes }: Cut): Promise<void> => {
  const written = async (): Promise<number> => (await stat(join(machine.folder, 'writes.log'))).size
  const begin = await written()
  let ended = false
  const installing = machine.run(dpkg(version), { within: PATIENCE }).then(
    () => {
      ended = true
    },
    () => undefined,
  )
  await until(async () => ended || (await written()) - begin >= share * writes, 'enough is written', PATIENCE)
  if (ended) await pause(Math.random() * TRIAL)
  await machine.powerCut()
  await installing
}

/** As the next run of apt would: what was unpacked is configured, what was half unpacked is brought again. */
const finish = async (machine: Machine, version: string): Promise<string> => {
  await machine.must('dpkg --configure -a 2>&1', { within: PATIENCE })
  const wanted = `ii ${version}`
  if ((await dpkgState(machine)) !== wanted) await machine.must(dpkg(version), { within: PATIENCE })
  assert.is(await dpkgState(machine), wanted)
  return atRest(machine)
}

test(`leaves a whole version, and is ended by dpkg${missing === undefined ? '' : ` (${missing})`}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-update-cut-'))
  const versions = Array.from({ length: CUTS + 1 }, (_, number) => `0.2.${number}`)
  let machine: Machine | undefined
  try {
    const debs: string[] = []
    const sums = new Map<string, string>()
    for (const version of versions) {
      const deb = await build(folder, 'device', version)
      debs.push(deb)
      sums.set(version, await sumsOf(deb, version))
    }
    const image = { file: await diskWith(folder, debs), format: 'raw', append: 'root=/dev/vda rw' } as const
    const kilobytes = await command('dpkg-deb', ['--field', debs[0] ?? '', 'Installed-Size'])
    machine = await bootMachine({ arch: 'amd64', image, volatileCache: Math.random })
    await atRest(machine)
    for (const [number, version] of versions.slice(1).entries()) {
      // Each in a part of its own.
      const share = ((number + Math.random()) / CUTS) * 1.5
      await cutDuring(machine, { version, share, writes: Number(kilobytes) * 1024 })
      const { writes = 0, lost = 0 } = machine.lost ?? {}
      await machine.start()
      const [found, left] = [await assertWhole(machine, sums), await dpkgState(machine)]
      await atRest(machine)
      const current = await finish(machine, version)
      // On a machine this slow a good version may be taken for one that hangs.
      if (current !== version) await machine.must(`grep -F '"${version}"' ${VERSIONS}/refused`)
      await assertWhole(machine, sums)
      console.log(
        `cut ${number + 1}: ${writes} writes, ${lost} lost; ${found} was whole, dpkg had got to "${left}"; ${current} runs`,
      )
    }
  } catch (cause) {
    const log = await machine?.run('journalctl --no-pager -b | tail -60').catch(() => undefined)
    throw new Error(`${String(cause)}\n${log?.stdout ?? (await machine?.console())?.slice(-3000)}`, { cause })
  } finally {
    await machine?.close()
    await rm(folder, { recursive: true, force: true })
  }
})

suiteOf.run()
