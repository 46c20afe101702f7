// What this device is told, kept the same here and at the bridge: read once, and every change said at once.

import { useEffect, useState } from 'preact/hooks'
import * as z from 'zod'
import { HausrechtError } from '#protocol/fault.ts'
import { type PushTarget, type PushWishes, PushWishesSchema } from '#protocol/push.ts'
import type { App } from '../core/app.ts'
import { type Ability, ability, currentTarget, idOf, subscribe, unsubscribe } from '../sw/subscription.ts'
import { AT_FIRST } from '../sw/wishes.ts'
import { say } from './notifications-words.ts'

export type Stage =
  | { readonly at: 'loading' | 'failed' }
  | { readonly at: 'not'; readonly why: Exclude<Ability, 'able'> }
  | { readonly at: 'off'; readonly others: number }
  | { readonly at: 'on'; readonly target: PushTarget; readonly wishes: PushWishes; readonly others: number }

export interface Notifying {
  readonly stage: Stage
  readonly busy: boolean
  readonly begin: () => void
  readonly end: () => void
  readonly change: (wishes: PushWishes) => void
  readonly test: () => void
  readonly reload: () => void
}

const KeySchema = z.object({ key: z.string() })
const ListSchema = z.object({ browsers: z.array(z.object({ id: z.string(), wishes: PushWishesSchema })) })

const readKey = async ({ http }: App): Promise<string> => KeySchema.parse(await http.json('/api/push/key')).key

const load = async (app: App): Promise<Stage> => {
  const able = ability()
  if (able !== 'able') return { at: 'not', why: able }
  const [key, list] = await Promise.all([readKey(app), app.http.json('/api/push')])
  const { browsers } = ListSchema.parse(list)
  const target = await currentTarget(key)
  const id = target && (await idOf(target.endpoint))
  const mine = browsers.find((browser) => browser.id === id)
  const others = browsers.length - (mine ? 1 : 0)
  return target && mine ? { at: 'on', target, wishes: mine.wishes, others } : { at: 'off', others }
}

const tellBridge = ({ http }: App, method: 'PUT' | 'DELETE', body: object): Promise<unknown> =>
  http.json('/api/push', { method, body: JSON.stringify(body) })

const KNOWN = ['push_denied', 'push_failed', 'service_unknown', 'browsers_full'] as const

/** What went wrong, for a person. */
const whyNot = (error: unknown): string => {
  const code = error instanceof HausrechtError ? error.code : 'failed'
  const known = KNOWN.find((one) => one === code)
  if (known) return say(known)
  return code === 'offline' ? say('offline_now') : say('not_kept', { code })
}

export const useNotifying = (app: App): Notifying => {
  const [stage, setStage] = useState<Stage>({ at: 'loading' })
  const [busy, setBusy] = useState(false)
  const reload = (): void => {
    setStage({ at: 'loading' })
    load(app).then(setStage, () => setStage({ at: 'failed' }))
  }
  useEffect(reload, [app])

  const doing = (work: () => Promise<Stage>): void => {
    setBusy(true)
    const failed = (error: unknown): void => {
      setStage(stage)
      app.tell(whyNot(error), 'bad')
    }
    work()
      .then(setStage, failed)
      .finally(() => setBusy(false))
  }
  const others = 'others' in stage ? stage.others : 0
  return {
    stage,
    busy,
    reload,
    begin: () =>
      doing(async () => {
        const target = await subscribe(await readKey(app))
        await tellBridge(app, 'PUT', { target, wishes: AT_FIRST })
        app.tell(say('turned_on'))
        return { at: 'on', target, wishes: AT_FIRST, others }
      }),
    end: () =>
      doing(async () => {
        if (stage.at === 'on') await tellBridge(app, 'DELETE', { endpoint: stage.target.endpoint })
        await unsubscribe()
        app.tell(say('turned_off'))
        return { at: 'off', others }
      }),
    change: (wishes) =>
      doing(async () => {
        if (stage.at !== 'on') return stage
        const changed = { ...stage, wishes }
        // At once, so that a second change builds on the first.
        setStage(changed)
        await tellBridge(app, 'PUT', { target: stage.target, wishes })
        return changed
      }),
    test: () =>
      doing(async () => {
        const door = app.door.value?.id
        if (stage.at !== 'on' || door === undefined) return stage
        const body = JSON.stringify({ endpoint: stage.target.endpoint, door })
        await app.http.json('/api/push/test', { method: 'POST', body })
        app.tell(say('test_sent'))
        return stage
      }),
  }
}
