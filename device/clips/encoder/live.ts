// Who watches: gets the decoder configuration, the current group of pictures, then each as it is made. A listener
// cannot hold anything up, and one that throws is let go.

import type { AccessUnit } from '../port.ts'

export interface Live {
  /** A configuration, or a picture. */
  tell(unit: AccessUnit): void
  listen(listener: (unit: AccessUnit) => void): () => void
  end(): void
}

export const createLive = (): Live => {
  const listeners = new Set<(unit: AccessUnit) => void>()
  let config: AccessUnit | undefined
  let group: AccessUnit[] = []
  const call = (listener: (unit: AccessUnit) => void, unit: AccessUnit): void => {
    try {
      listener(unit)
    } catch {
      listeners.delete(listener)
    }
  }
  return {
    tell: (unit) => {
      if (unit.what === 'config') config = unit
      else if (unit.key) group = [unit]
      else group.push(unit)
      for (const listener of [...listeners]) call(listener, unit)
    },
    listen: (listener) => {
      listeners.add(listener)
      if (config !== undefined) for (const unit of [config, ...group]) if (listeners.has(listener)) call(listener, unit)
      return () => {
        listeners.delete(listener)
      }
    },
    end: () => {
      listeners.clear()
      group = []
      config = undefined
    },
  }
}
