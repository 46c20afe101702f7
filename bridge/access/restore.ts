// After a restart: what the bridge itself answers for goes back on its retained topics. State and challenges do not:
// a door says those anew when it comes.

import type { Presence } from '#protocol/notice.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { Desk } from './desk.ts'

export const restoreRetained = async (desk: Desk): Promise<void> => {
  const { store, clock } = desk
  const broker = desk.broker()
  const offline: Presence = { v: 1, online: false, at: clock.now() }
  for (const { door, ownership } of await store.doors.all()) {
    await broker.publish(writeTopic('ownership', { door }), ownership.token, { retain: true })
    // A door that was quicker than we are is there already.
    if (desk.doors.get(door)?.peer) continue
    await broker.publish(writeTopic('presence', { door }), JSON.stringify(offline), { retain: true })
  }
  for (const { door, token } of await store.revocations.all()) {
    await broker.publish(writeTopic('revocations', { door }), token, { retain: true })
  }
}
