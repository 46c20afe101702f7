// Orders of the owner that are not visits: the switch for opening from afar, and PINs (taken locally only).

import { verifyKey } from '#protocol/keys.ts'
import { CHALLENGE_LIFETIME } from '#protocol/limits.ts'
import { ORDER, type OrderClaims } from '#protocol/order.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Challenges } from '../access/challenges.ts'
import type { Paired } from '../journal/memory.ts'
import type { JournalPort } from '../journal/port.ts'
import type { PinStore } from '../pin/store.ts'
import type { Line } from './line.ts'

export interface OrderParts {
  readonly door: DoorId
  readonly journal: JournalPort
  readonly challenges: Challenges
  readonly pins: Pick<PinStore, 'set' | 'remove'>
  readonly line: Line
}

export interface Orders {
  /** @param local said at the door itself */
  take(token: string, local: boolean): Promise<Refused | { readonly ok: true }>
}

const RECENT_MOST = 256

/** Without the keys that are there and undefined. */
const defined = <Settings extends object>(
  set: Settings,
): { [Key in keyof Settings]?: Exclude<Settings[Key], undefined> } =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Settings]?: Exclude<Settings[Key], undefined>
  }

interface Checked {
  readonly claims: OrderClaims
  readonly paired: Paired
}

export const createOrders = (parts: OrderParts): Orders => {
  // A challenge dies with the agent, so what answers it needs no longer memory than this.
  const spent = new Set<string>()

  const check = async (token: string): Promise<Refused | Checked> => {
    const { paired } = parts.journal.memory()
    if (!paired) return refuse('not_paired')
    const owner = await verifyKey(paired.owner)
    const opened = await openToken(ORDER, token, owner)
    if (!opened.ok) return opened
    const { claims } = opened
    if (claims.iss !== owner.thumbprint) return refuse('wrong_key')
    if (claims.aud !== parts.door) return refuse('wrong_door')
    return { claims, paired }
  }

  /** By the facts of this very moment. */
  const obstacle = ({ claims, paired }: Checked): Refused | undefined => {
    // Paired anew meanwhile: a former owner's PIN must not be set for the next one.
    if (parts.journal.memory().paired !== paired) return refuse('not_paired')
    const age = parts.challenges.ageOf(claims.chl)
    if (age === undefined) return refuse('challenge_unknown')
    if (age > CHALLENGE_LIFETIME) return refuse('challenge_expired')
    return spent.has(claims.jti) ? refuse('replayed') : undefined
  }

  const remember = (id: string): void => {
    spent.add(id)
    const [oldest] = spent
    if (spent.size > RECENT_MOST && oldest !== undefined) spent.delete(oldest)
  }

  const carryOut = async (what: OrderClaims['what'], local: boolean): Promise<Refused | { readonly ok: true }> => {
    switch (what.kind) {
      case 'remote':
        await parts.journal.append({ kind: 'remote', off: what.off })
        return { ok: true }
      case 'pin':
        if (!local) return refuse('not_allowed')
        await parts.pins.set(what.slot, { salt: what.salt, hash: what.hash })
        await parts.journal.append({ kind: 'pin_set', slot: what.slot })
        return { ok: true }
      case 'camera': {
        const settings = { ...parts.journal.memory().camera, ...defined(what.set) }
        await parts.journal.append({ kind: 'camera_set', settings })
        return { ok: true }
      }
      case 'live': {
        const settings = { ...parts.journal.memory().live, ...defined(what.set) }
        await parts.journal.append({ kind: 'live_set', settings })
        return { ok: true }
      }
      case 'pin_removed':
        await parts.pins.remove(what.slot)
        await parts.journal.append({ kind: 'pin_removed', slot: what.slot })
        return { ok: true }
    }
  }

  return {
    take: async (token, local) => {
      const checked = await check(token)
      if ('ok' in checked) return checked
      return parts.line(async () => {
        const refused = obstacle(checked)
        if (refused) return refused
        remember(checked.claims.jti)
        return carryOut(checked.claims.what, local)
      })
    },
  }
}
