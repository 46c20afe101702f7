// Takes an unpacked version in as the one that runs. A list of steps, each harmless to repeat: the power may go between
// any two, and `current` leads to a whole version all the while.

import { cp, lstat, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { syncFolder } from '../journal/durable.ts'
import {
  bringUnit,
  isUnitOf,
  keepJudge,
  type Places,
  readLink,
  readTrial,
  SETTLE,
  switchLink,
  UNIT_COPY,
  writeTrial,
} from './places.ts'
import { isSameTree, linkTree } from './tree.ts'

export interface Step {
  readonly name: string
  run(): Promise<void>
}

const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => undefined)) !== undefined

/** A free folder name for this version, or the one it lies in already. */
const folderFor = async (places: Places, payload: string): Promise<{ folder: string; staged: boolean }> => {
  const version = basename(payload)
  for (let build = 1; ; build++) {
    const folder = build === 1 ? version : `${version}_${build}`
    const path = join(places.versions, folder)
    if (!(await isThere(path))) return { folder, staged: false }
    if ((await isUnitOf(places, folder)) && (await isSameTree(payload, path))) return { folder, staged: true }
  }
}

const stage = async (places: Places, payload: string, folder: string): Promise<void> => {
  const part = join(places.versions, `.part-${folder}`)
  await rm(part, { recursive: true, force: true })
  await linkTree(payload, part)
  const unit = join(places.units.installed, places.unit)
  if (await isThere(unit)) await cp(unit, join(part, UNIT_COPY))
  await syncFolder(part)
  await rename(part, join(places.versions, folder))
  await syncFolder(places.versions)
}

const prune = async ({ versions }: Places, kept: readonly string[]): Promise<void> => {
  const entries = await readdir(versions, { withFileTypes: true })
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !kept.includes(entry.name)))
    await rm(join(versions, name), { recursive: true, force: true })
}

/**
 * What is to be done to run the version that lies in `payload`, whose last part is its name.
 * @param ailed what is wrong already, before the change
 */
export const adoptSteps = async (places: Places, payload: string, ailed: readonly string[]): Promise<Step[]> => {
  const { folder, staged } = await folderFor(places, payload)
  const current = await readLink(places, 'current')
  const trial = await readTrial(places)
  // A version that was never found good is nothing to go back to.
  const good = trial !== undefined && trial.to === current ? trial.from : current
  const steps: Step[] = []
  const add = (name: string, run: () => Promise<void>): void => void steps.push({ name, run })
  if (!staged) add('stage', () => stage(places, payload, folder))
  if (good !== undefined && good !== folder && current !== folder) {
    add('trial', () => writeTrial(places, { to: folder, from: good, tries: 0, ailed }))
    add('previous', () => switchLink(places, 'previous', good))
  }
  // dpkg does its work again after it was cut off: that is no sign against the version.
  if (current === folder && trial?.to === folder && trial.tries > 0)
    add('again', () => writeTrial(places, { ...trial, tries: 0 }))
  if (current !== folder) add('current', () => switchLink(places, 'current', folder))
  // It is judged under its own unit, not under that of a version that was gone back to. dpkg's script reloads systemd.
  add('unit', async () => void (await bringUnit(places, folder)))
  if (!(await isThere(join(places.versions, SETTLE)))) add('judge', () => keepJudge(places, folder))
  const previous = await readLink(places, 'previous')
  const kept = [folder, ...[good, current === folder ? previous : undefined].filter((one) => one !== undefined)]
  add('prune', () => prune(places, kept))
  return steps
}
