// Everything the command line keeps: one folder, mode 0700.

import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { createHeld, type Held } from './bundle.ts'
import { type Clouds, createClouds } from './clouds.ts'
import { createDoors, type Doors } from './doors.ts'
import { privateFolder } from './file.ts'
import { createGrants, type Grants } from './grants.ts'
import { createKeys, type Keys } from './keys.ts'
import { createPlaces, type PlaceFile } from './places.ts'

export interface Home {
  readonly path: string
  readonly keys: Keys
  readonly doors: Doors
  readonly clouds: Clouds
  readonly grants: Grants
  readonly held: Held
  readonly places: PlaceFile
}

/** `--home` before `HAUSRECHT_HOME` before the usual place. */
export const homePath = (
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): string => {
  const set = given ?? env['HAUSRECHT_HOME']
  if (set !== undefined && set !== '') return resolve(folder, set)
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'hausrecht')
}

export const openHome = async (path: string): Promise<Home> => {
  await privateFolder(path)
  return {
    path,
    keys: createKeys(join(path, 'keys')),
    doors: createDoors(join(path, 'doors.json')),
    clouds: createClouds(join(path, 'clouds.json')),
    grants: createGrants(join(path, 'grants.json')),
    held: createHeld(join(path, 'held')),
    places: createPlaces(join(path, 'places.json')),
  }
}
