// A link is used for the first time: from now on it is this key's, and the owner hears of it.

import type { Binding } from '#protocol/decide.ts'
import type { DoorId, RequestId, Thumbprint } from '#protocol/units.ts'
import type { Desk } from './desk.ts'

const NO_REQUEST = '' as RequestId

/** Durable; first wins. @returns whose the link is from now on */
export const bindLink = async (desk: Desk, door: DoorId, binding: Binding): Promise<Thumbprint> => {
  const { requests } = desk.store
  const { bound } = await requests.standing(door, NO_REQUEST, [binding.link], desk.clock.now())
  const known = bound.get(binding.link)
  if (known !== undefined) return known
  const whose = await requests.bind(door, binding)
  if (whose === binding.to) desk.notices.post(door, 'link_bound', binding.link)
  return whose
}
