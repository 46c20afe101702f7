// A switch of the owner's: what was asked for, what the door wrote down, and what is measured, side by side.

import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { OrderClaims } from '#protocol/order.ts'
import { type DoorView, useApp } from '../core/app.ts'
import { sayFault } from '../player/words.ts'
import { say } from './words.ts'

/** What is asked of the door and not in its journal yet. */
export interface Ordering {
  readonly waits: boolean
  readonly order: (what: OrderClaims['what']) => Promise<boolean>
}

export const useOrder = (door: DoorView): Ordering => {
  const app = useApp()
  const [waits, wait] = useState(false)
  const order = async (what: OrderClaims['what']): Promise<boolean> => {
    wait(true)
    try {
      const asked = await door.order(what)
      if (!asked.ok) app.tell(say('order_failed', { why: sayFault(asked.code) }), 'bad')
      return asked.ok
    } catch {
      app.tell(say('order_failed', { why: sayFault('offline') }), 'bad')
      return false
    } finally {
      wait(false)
    }
  }
  return { waits, order }
}

export interface SwitchProps {
  readonly name: string
  readonly about: string
  /** By the door's journal; undefined: not known. */
  readonly written: boolean | undefined
  /** In words, where something measures it. */
  readonly measured?: { readonly text: string; readonly fits: boolean }
  readonly set: (on: boolean) => Promise<boolean>
}

/** How long the door's own word about it is waited for. */
const WRITTEN_WITHIN = 15_000

const shown = (on: boolean | undefined): string => (on === undefined ? say('unknown') : say(on ? 'on' : 'off'))

export const Switch = ({ name, about, written, measured, set }: SwitchProps) => {
  const id = useId()
  const [wished, wish] = useState<boolean>()
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    if (wished !== undefined && wished === written) wish(undefined)
  }, [wished, written])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = async (on: boolean): Promise<void> => {
    wish(on)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => wish(undefined), WRITTEN_WITHIN)
    if (!(await set(on))) wish(undefined)
  }
  return (
    <div class="stack privacy-switch">
      <label class="check" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={wished ?? written ?? false}
          aria-describedby={`${id}-about`}
          onChange={(event) => {
            change(event.currentTarget.checked).catch(() => undefined)
          }}
        />
        <strong>{name}</strong>
      </label>
      <p id={`${id}-about`} class="hint">
        {about}
      </p>
      <div role="status">
        <dl class="privacy-facts">
          {wished !== undefined && (
            <div>
              <dt>{say('asked')}</dt>
              <dd class="badge warn">{`${shown(wished)} …`}</dd>
            </div>
          )}
          <div>
            <dt>{say('written')}</dt>
            <dd class="badge">{shown(written)}</dd>
          </div>
          {measured && (
            <div>
              <dt>{say('measured')}</dt>
              <dd class={`badge ${measured.fits ? 'good' : 'warn'}`}>{measured.text}</dd>
            </div>
          )}
        </dl>
      </div>
    </div>
  )
}
