// `npm start`: everything up, told what to try next, until Ctrl-C or until a part ends by itself.

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UNLOCK_DEFAULT } from '#protocol/limits.ts'
import { browserAddress } from '#scripts/cli/commands/key.ts'
import { EXIT, type ExitCode } from '#scripts/cli/exit.ts'
import type { Language } from '#scripts/cli/text.ts'
import { greeting } from './greeting.ts'
import { type House, openHouse } from './house.ts'
import { layoutIn } from './layout.ts'
import { takeFolder } from './lock.ts'
import { readable } from './log-line.ts'
import type { Paint } from './paint.ts'
import { bringPeople, OWNER, type People } from './people.ts'
import { choosePorts } from './ports.ts'
import { startWalker, type Walker } from './walker.ts'
import type { StartSay } from './words.ts'

export interface Stage {
  readonly say: StartSay
  readonly language: Language
  readonly paint: Paint
  readonly folder: string
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  readonly stop: AbortSignal
}

const aborted = (stop: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (stop.aborted) resolve(undefined)
    stop.addEventListener('abort', () => resolve(undefined), { once: true })
  })

/** Where the owner's own browser takes the key in. */
const pagesOf = async ({ home, door }: People): Promise<string> =>
  browserAddress(door.bridge.http ?? '', await home.keys.seed(OWNER))

export interface Stay {
  /** Wipes what is there from before. */
  readonly fresh: boolean
  /** Not the usual ports: a second house beside a first one. */
  readonly anyPorts: boolean
}

export const stay = async (stage: Stage, { fresh, anyPorts }: Stay): Promise<ExitCode> => {
  const { say, paint, print, complain, folder } = stage
  const layout = layoutIn(join(folder, '.hausrecht'))
  await mkdir(layout.root, { recursive: true, mode: 0o700 })
  const letGo = await takeFolder(layout.lock)
  let house: House | undefined
  let walker: Walker | undefined
  try {
    if (fresh)
      for (const path of [
        layout.home,
        layout.bridge.data,
        layout.cloud.store,
        layout.cloud.key,
        layout.device.data,
        layout.rig,
      ])
        await rm(path, { recursive: true, force: true })
    const began = performance.now()
    print(say('starting'))
    const heard = (name: string, line: string): void => complain(`${paint('yellow', `[${name}]`)} ${readable(line)}`)
    house = await openHouse({ layout, ports: await choosePorts(!anyPorts), hold: UNLOCK_DEFAULT, heard })
    const people = await bringPeople(house)
    const address = await pagesOf(people)
    print(greeting({ say, paint, house, people, address, ms: performance.now() - began, folder }))
    walker = await startWalker(house, people, (error) => complain(`${paint('yellow', '[hands]')} ${String(error)}`))
    const broken = await Promise.race([house.broken, aborted(stage.stop)])
    if (!broken) print(say('ending'))
    else complain(say('broken', { ...broken }))
    return broken ? EXIT.fault : EXIT.done
  } catch (error) {
    // Ctrl-C reaches the parts as well: that they end before they were ready is no fault then.
    if (stage.stop.aborted) return EXIT.done
    throw error
  } finally {
    await walker?.close()
    await house?.close()
    await letGo()
  }
}
