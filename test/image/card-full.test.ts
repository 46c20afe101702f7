// The packaged door on a full card, under systemd: its data and the system's temporary files on a small ext4. It opens
// for nobody and says why, lets everybody out, comes up again after it was killed, and with room goes on. Long.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Disk, lacksDisk, openDisk } from '#scripts/bench/footprint/disk.ts'
import { fillDisk, makeRoom } from '#test/support/full-disk.ts'
import { pause, until } from '#test/support/wait.ts'
import { bootContainer, type Container } from './container.ts'
import { missingFor } from './needs.ts'
import { BRIDGE_INSIDE, doorState, isLocked, type Outside, openOutside, pairOwner, verifiedJournal } from './outside.ts'
import { install, packageFile, settings } from './package-inside.ts'

const full = suite('the packaged door on a full card')
const missing =
  process.env['HAUSRECHT_LONG'] === '1'
    ? (missingFor('container', 'amd64') ?? lacksDisk())
    : 'needs `npm run test:image`: it takes minutes'
const test = missing === undefined ? full : full.skip

const DATA = '/var/lib/hausrecht/device'
const SERVICE = 'hausrecht-device'
const CARD = '/var/card'
const PATIENCE = 120_000

/** From now on the door's data and /var/tmp are on the card. */
const moveToCard = (inside: Container): Promise<string> =>
  inside.must(
    [
      `systemctl stop ${SERVICE}`,
      `cp -a ${DATA} ${CARD}/device && install -d -m 1777 ${CARD}/tmp`,
      `mount --bind ${CARD}/device ${DATA} && mount --bind ${CARD}/tmp /var/tmp`,
      `systemctl start ${SERVICE}`,
    ].join(' && '),
  )

const restarts = async (inside: Container): Promise<number> =>
  Number(await inside.must(`systemctl show -P NRestarts ${SERVICE}`))

const alarmed = (state: Readonly<Record<string, unknown>>): boolean =>
  (state['alarms'] as readonly string[]).includes('journal_unwritable')

/** Asked until the last free bytes of the journal's own block are used. */
const refuses = ({ call, rig }: Outside): Promise<void> =>
  until(
    async () => {
      const { out, err } = await call('unlock', '--hold', '300ms', '--json')
      if (`${out}${err}`.includes('journal_failed')) return (await rig.observe()).bolt.place === 'home'
      await pause(1000)
      return false
    },
    'it says that it cannot write',
    PATIENCE,
  )

const wayOut = async ({ rig }: Outside): Promise<void> => {
  await rig.do({ do: 'press', button: 'egress', ms: 300 })
  await until(async () => (await rig.observe()).bolt.place === 'out', 'the way out is free', PATIENCE)
  await until(async () => (await rig.observe()).bolt.place === 'home', 'it locks again', PATIENCE)
}

const scenario = async (inside: Container, outside: Outside, card: Disk): Promise<void> => {
  await inside.settled()
  await install(inside, await packageFile('device', 'amd64'))
  await settings(inside, 'device', { url: BRIDGE_INSIDE, trust: 'system', source: 'none' })
  await pairOwner(inside, outside)
  await moveToCard(inside)
  await doorState(outside, isLocked)

  fillDisk(card.path)
  await refuses(outside)
  await wayOut(outside)
  await inside.must(`systemctl is-active ${SERVICE}`)

  const before = await restarts(inside)
  await inside.must(`systemctl kill -s KILL ${SERVICE}`)
  await until(async () => (await restarts(inside)) > before, 'it is started again', PATIENCE)
  await doorState(outside, (state) => isLocked(state) && alarmed(state))
  await refuses(outside)
  await wayOut(outside)
  assert.match(await inside.must(`journalctl --no-pager -u ${SERVICE}`), 'the journal cannot be written')
  assert.is(await restarts(inside), before + 1)

  makeRoom(card.path)
  await doorState(outside, (state) => isLocked(state) && !alarmed(state))
  const { exit, err } = await outside.call('unlock', '--wait', '--hold', '300ms', '--json')
  assert.is(exit, 0, err)
  assert.is(await restarts(inside), before + 1)
  await verifiedJournal(inside, outside)
}

const withCard = async (use: (card: Disk) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-card-'))
  const card = openDisk(folder)
  try {
    await use(card)
  } finally {
    card.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const withOutside = async (use: (outside: Outside) => Promise<void>): Promise<void> => {
  const outside = await openOutside('pty')
  try {
    await use(outside)
  } finally {
    await outside.close()
  }
}

test(`opens for nobody, lets everybody out, comes up, and goes on with room${missing === undefined ? '' : ` (${missing})`}`, () =>
  withCard((card) =>
    withOutside(async (outside) => {
      const device = 'device' in outside.line ? outside.line.device : ''
      const args = [`--bind=${device}:/dev/hausrecht-rig`, `--bind=${card.path}:${CARD}`]
      const inside = await bootContainer({ arch: 'amd64', reach: outside.reach, args, bootWithin: 300_000 })
      try {
        await scenario(inside, outside, card)
      } catch (cause) {
        const log = (await inside.run(`journalctl --no-pager -u ${SERVICE} | tail -40`)).stdout
        throw new Error(`${String(cause)}\nits log:\n${log}`, { cause })
      } finally {
        await inside.close()
      }
    }),
  ))

full.run()
