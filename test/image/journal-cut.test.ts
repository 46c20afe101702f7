// Power cuts while the door writes its journal, on a real ext4 of a machine whose disk has a volatile cache: what was not
// flushed is lost by chance. The journal is whole after each, and what the door acknowledged is in it. Long.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pause } from '#test/support/wait.ts'
import { bootMachine, type Machine } from './machine.ts'
import { missingFor } from './needs.ts'
import { BRIDGE_INSIDE, doorState, isLocked, type Outside, openOutside, pairOwner, verifiedJournal } from './outside.ts'
import { install, packageFile, settings } from './package-inside.ts'
import type { Arch } from './roots.ts'

const arch = (process.env['HAUSRECHT_ARCH'] ?? 'amd64').split(',')[0] as Arch
const CUTS = Number(process.env['HAUSRECHT_CUTS'] ?? 5)
const CUT_WITHIN = 15_000

const suiteOf = suite(`the power goes while the journal is written (${CUTS} cuts)`)
const missing =
  process.env['HAUSRECHT_LONG'] === '1' ? missingFor('machine', arch) : 'needs `npm run test:image`: it takes minutes'
const test = missing === undefined ? suiteOf : suiteOf.skip

/** An opening that the door's receipt told of, and the number of the journal entry the receipt rests on. */
interface Acknowledged {
  readonly request: string
  readonly entry: number
}

/** Asks to be let in until told to stop. */
const knocking = (outside: Outside, stop: AbortSignal): Promise<Acknowledged[]> => {
  const acknowledged: Acknowledged[] = []
  const knock = async (): Promise<Acknowledged[]> => {
    while (!stop.aborted) {
      const { json } = await outside.call('unlock', '--hold', '300ms', '--json')
      const answers = (json['answers'] ?? []) as { readonly step: string; readonly entry?: number }[]
      const request = String(json['request'])
      for (const { step, entry } of answers) {
        if (step === 'opened' && entry !== undefined) acknowledged.push({ request, entry })
      }
      await pause(200)
    }
    return acknowledged
  }
  return knock()
}

const cutOnce = async (machine: Machine, outside: Outside): Promise<Acknowledged[]> => {
  const stop = new AbortController()
  const knocks = knocking(outside, stop.signal)
  await pause(3000 + Math.random() * CUT_WITHIN)
  await machine.powerCut()
  stop.abort()
  const acknowledged = await knocks
  await machine.start()
  return acknowledged
}

test(`loses nothing that was acknowledged${missing === undefined ? '' : ` (${missing})`}`, async () => {
  const outside = await openOutside('tcp')
  const port = 'port' in outside.line ? outside.line.port : 0
  const usb = [{ id: 'rig', port, plug: 1 }]
  const machine = await bootMachine({ arch, usb, reach: outside.reach, volatileCache: Math.random }).catch(
    async (fault: unknown) => {
      await outside.close()
      throw fault
    },
  )
  const all: Acknowledged[] = []
  try {
    await machine.settled()
    await install(machine, await packageFile('device', arch), 600_000)
    await settings(machine, 'device', { url: BRIDGE_INSIDE, trust: 'system', source: 'none' })
    await pairOwner(machine, outside, 300_000)
    await doorState(outside, isLocked)
    await machine.must('sync')
    for (let cut = 1; cut <= CUTS; cut += 1) {
      all.push(...(await cutOnce(machine, outside)))
      await doorState(outside, isLocked, 300_000)
      const lines = (await verifiedJournal(machine, outside)).map((line) =>
        Buffer.from(line.split('.')[1] ?? '', 'base64url').toString(),
      )
      for (const { request, entry } of all) {
        assert.ok(lines[entry]?.includes(request), `entry ${entry} still tells of request ${request}`)
      }
      const { writes = 0, flushes = 0, lost = 0 } = machine.lost ?? {}
      console.log(
        `cut ${cut}: ${writes} writes, ${flushes} flushes, ${lost} lost; ${all.length} openings acknowledged so far`,
      )
    }
    assert.ok(all.length > 0, 'something was opened between the cuts')
  } catch (cause) {
    const log = await machine.run('journalctl --no-pager -u hausrecht-device | tail -40').catch(() => undefined)
    throw new Error(`${String(cause)}\n${log?.stdout ?? (await machine.console()).slice(-3000)}`, { cause })
  } finally {
    await machine.close()
    await outside.close()
  }
})

suiteOf.run()
