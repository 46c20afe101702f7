// The clip service of the door that is shown: found and known again once, then used by every part of the page.

import { useEffect, useState } from 'preact/hooks'
import { HausrechtError } from '#protocol/fault.ts'
import { type App, type DoorView, useApp } from '../core/app.ts'
import { type Clips, openClips } from './service.ts'
import { forgetServiceKey, keyOfService } from './service-key.ts'

export type Service =
  | { readonly is: 'asking' }
  | { readonly is: 'there'; readonly clips: Clips }
  | { readonly is: 'away'; readonly code: string; readonly again: () => void; readonly trust: () => void }

const known = new WeakMap<App, Map<string, Promise<Clips>>>()

const openFor = (app: App, door: DoorView): Promise<Clips> => {
  const opened = known.get(app) ?? new Map<string, Promise<Clips>>()
  known.set(app, opened)
  const there = opened.get(door.id)
  if (there) return there
  const owner = app.key.signing
  const opening = keyOfService(app.http).then((service) =>
    openClips({ http: app.http, owner, door: door.id, service, now: () => app.now() }),
  )
  opened.set(door.id, opening)
  opening.catch(() => opened.delete(door.id))
  return opening
}

export const useClips = (door: DoorView | undefined): Service => {
  const app = useApp()
  const [service, set] = useState<Service>({ is: 'asking' })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    let isHere = true
    if (!door) return undefined
    const again = (): void => setTurn((times) => times + 1)
    const trust = (): void => {
      forgetServiceKey()
      again()
    }
    set({ is: 'asking' })
    openFor(app, door).then(
      (clips) => isHere && set({ is: 'there', clips }),
      (error: unknown) => {
        const code = error instanceof HausrechtError ? error.code : 'cloud_strange'
        if (isHere) set({ is: 'away', code, again, trust })
      },
    )
    return () => {
      isHere = false
    }
  }, [app, door, turn])
  return service
}
