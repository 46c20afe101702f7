// Names people give to their keys, doors and grants: they become file names, and they stay on this machine.

import { usage } from '../spoken.ts'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u

/** @throws SpokenError `name_wrong` */
export const checkName = (name: string): string => {
  if (!NAME.test(name)) throw usage('name_wrong', { name: name.slice(0, 60) })
  return name
}
