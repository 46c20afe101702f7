// Where versions lie and what is written down about them. Every change is one rename, so that a power cut leaves the old
// or the new; a file that cannot be read counts as not there.

import { readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile, syncFolder } from '../journal/durable.ts'
import type { Trial } from './trial.ts'

export interface Places {
  /** Folder that holds a folder for each version. */
  readonly versions: string
  /** Name of the agent's unit. */
  readonly unit: string
  /** Where dpkg puts units, and where one of an older version goes before it. */
  readonly units: { readonly installed: string; readonly instead: string }
}

export type LinkName = 'current' | 'previous'

/** Its unit as each version was shipped with it, kept in the version's folder. */
export const UNIT_COPY = 'unit'
/** The program that judges the next version: that of the last good one. */
export const SETTLE = 'settle.mjs'

const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}

const fieldsOf = (text: string | undefined): Partial<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** @returns the folder's name a link leads to; undefined where there is none */
export const readLink = async ({ versions }: Places, name: LinkName): Promise<string | undefined> => {
  try {
    return await readlink(join(versions, name))
  } catch {
    return undefined
  }
}

/** Lets a link lead elsewhere, at once. */
export const switchLink = async ({ versions }: Places, name: LinkName, folder: string): Promise<void> => {
  const fresh = join(versions, `.${name}`)
  await rm(fresh, { force: true })
  await symlink(folder, fresh)
  await rename(fresh, join(versions, name))
  await syncFolder(versions)
}

export const readTrial = async ({ versions }: Places): Promise<Trial | undefined> => {
  const fields = fieldsOf(await textOf(join(versions, 'trial')))
  const { to, from, tries, ailed } = fields ?? {}
  if (typeof to !== 'string' || typeof from !== 'string') return undefined
  return {
    ...{ to, from },
    tries: typeof tries === 'number' ? tries : 0,
    ailed: Array.isArray(ailed) ? ailed.filter((one) => typeof one === 'string') : [],
  }
}

export const writeTrial = ({ versions }: Places, trial: Trial): Promise<void> =>
  replaceFile(join(versions, 'trial'), `${JSON.stringify(trial)}\n`, 0o644)

/** @returns the folder that was gone back from last */
export const readRefused = async ({ versions }: Places): Promise<string | undefined> => {
  const version = fieldsOf(await textOf(join(versions, 'refused')))?.['version']
  return typeof version === 'string' ? version : undefined
}

export const writeRefused = ({ versions }: Places, version: string, why: string, at: number): Promise<void> =>
  replaceFile(join(versions, 'refused'), `${JSON.stringify({ version, why, at: new Date(at).toISOString() })}\n`, 0o644)

export const forget = async ({ versions }: Places, what: 'trial' | 'refused'): Promise<void> => {
  await rm(join(versions, what), { force: true })
  await syncFolder(versions)
}

/** Makes the program of this version the one that judges the next. */
export const keepJudge = async ({ versions }: Places, folder: string): Promise<void> =>
  replaceFile(join(versions, SETTLE), await readFile(join(versions, folder, 'settle.js')), 0o644)

/** Was this version taken in with the unit that is installed now? */
export const isUnitOf = async ({ versions, unit, units }: Places, folder: string): Promise<boolean> =>
  (await textOf(join(versions, folder, UNIT_COPY))) === (await textOf(join(units.installed, unit)))

/** Lets the unit of this version go before the installed one where they differ. @returns whether any changed */
export const bringUnit = async ({ versions, unit, units }: Places, folder: string): Promise<boolean> => {
  const instead = join(units.instead, unit)
  const [own, installed, there] = await Promise.all(
    [join(versions, folder, UNIT_COPY), join(units.installed, unit), instead].map(textOf),
  )
  const wanted = own === installed ? undefined : own
  if (wanted === there) return false
  if (wanted === undefined) await rm(instead, { force: true })
  else await replaceFile(instead, wanted, 0o644)
  return true
}
