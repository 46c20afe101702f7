// What is said once everything runs: what is where, and what to try next. The commands work as they are printed.

import { relative } from 'node:path'
import type { House } from './house.ts'
import type { Paint } from './paint.ts'
import type { People } from './people.ts'
import type { StartSay } from './words.ts'

export interface GreetingParts {
  readonly say: StartSay
  readonly paint: Paint
  readonly house: House
  readonly people: People
  /** The owner's app, with the owner's key behind the #. */
  readonly address: string
  readonly ms: number
  /** The folder the commands are typed in. */
  readonly folder: string
}

const CALL = 'npx hausrecht'

const shell = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)

/** A path as one types it here. */
const typed = (path: string, folder: string): string => {
  const short = relative(folder, path)
  return shell(short.startsWith('..') ? path : short)
}

/** The commands and what each is for, as pairs. */
export const tryNext = ({
  say,
  house,
  folder,
}: Pick<GreetingParts, 'say' | 'house' | 'folder'>): (readonly [string, string])[] => {
  const parcel = typed(`${house.layout.root}/parcel.json`, folder)
  const evidence = typed(`${house.layout.root}/evidence`, folder)
  return [
    [`${CALL} status`, say('try_status')],
    [`${CALL} watch`, say('try_watch')],
    [`${CALL} unlock`, say('try_unlock')],
    [`${CALL} sim open && ${CALL} sim close`, say('try_walk')],
    [`${CALL} grant give --to courier --until +2h --uses 1 --name parcel --out ${parcel}`, say('try_give')],
    [`${CALL} unlock --grant ${parcel}`, say('try_courier')],
    [`${CALL} grant revoke parcel`, say('try_revoke')],
    [`${CALL} unlock --local ${typed(house.layout.device.socket, folder)}`, say('try_local')],
    [`${CALL} clips list`, say('try_clips')],
    [`${CALL} clips export last --to ${evidence} --sealed`, say('try_export')],
    [`${CALL} verify ${evidence}`, say('try_evidence')],
    [`${CALL} sim camera covered`, say('try_cover')],
    [`${CALL} journal verify --door front --file ${typed(house.layout.device.journal, folder)}`, say('try_verify')],
  ]
}

export const greeting = (parts: GreetingParts): string => {
  const { say, paint, house, people, address, ms, folder } = parts
  const where = [
    [say('rig'), say('rig_about')],
    [say('bridge'), say('bridge_about', { http: house.http, mqtt: house.ports.mqtt })],
    [say('cloud'), say('cloud_about', { url: house.cloud })],
    [say('door'), say('door_about', { name: people.door.name, id: `${people.door.id.slice(0, 8)}…` })],
    [say('owner'), say(people.fresh ? 'owner_paired' : 'owner_known')],
    [say('folder'), say('folder_about', { root: typed(house.layout.root, folder) })],
  ] as const
  return [
    '',
    `  ${paint('bold', say('title'))}  ${paint('dim', say('ran', { ms: Math.round(ms) }))}`,
    '',
    ...where.map(([name, about]) => `  ${paint('cyan', name.padEnd(12))}${about}`),
    '',
    `  ${say('open')}`,
    '',
    `    ${paint('bold', address)}`,
    '',
    `  ${say('try')}`,
    '',
    `    export HAUSRECHT_HOME=${typed(house.layout.home, folder)}`,
    ...tryNext(parts).flatMap(([command, about]) => [`    ${paint('dim', `# ${about}`)}`, `    ${command}`]),
    '',
    `  ${paint('dim', say('end'))}`,
    '',
  ].join('\n')
}
