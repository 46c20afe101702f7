// Black areas, drawn on the newest poster with the pointer, or moved with the keys.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Mask } from '#protocol/camera.ts'
import { MASKS_MOST } from '#protocol/limits.ts'
import { type DoorView, useApp } from '../core/app.ts'
import type { Clips } from '../player/service.ts'
import { byKey, FRESH, maskBetween, moved, type Point, same, WHOLE } from './mask.ts'
import { useOrder } from './said.tsx'
import { cameraSaid } from './settings.ts'
import { say } from './words.ts'

interface MasksProps {
  readonly door: DoorView
  readonly clips: Clips | undefined
}

const percent = (value: number): string => String(Math.round(value) / 10)

const sayMask = ({ x, y, w, h }: Mask, at: number): string =>
  say('mask', { n: at + 1, x: percent(x), y: percent(y), w: percent(w), h: percent(h) })

/** The newest poster there is. */
const usePicture = (clips: Clips | undefined): string | undefined => {
  const app = useApp()
  const [url, set] = useState<string>()
  useEffect(() => {
    if (!clips) return undefined
    let close = (): void => undefined
    let isHere = true
    const show = async (): Promise<void> => {
      const { createPosters } = await import('../timeline/posters.ts')
      const posters = createPosters(clips, app.key.identity)
      close = () => posters.close()
      for (const { clip } of (await clips.list(undefined, 5)).clips) {
        const poster = await posters.of(clip)
        if (!isHere || poster === undefined) continue
        set(poster)
        return
      }
    }
    show().catch(() => undefined)
    return () => {
      isHere = false
      close()
    }
  }, [clips])
  return url
}

export const MasksCard = ({ door, clips }: MasksProps) => {
  const { settings, n } = cameraSaid(door.journal.entries.value)
  const { order, waits } = useOrder(door)
  const picture = usePicture(clips)
  const [masks, set] = useState<readonly Mask[]>(settings.masks)
  const [chosen, choose] = useState(-1)
  // What the door wrote down anew is what holds.
  useEffect(() => set(settings.masks), [n])
  const isChanged = !same(masks, settings.masks)
  const change = (at: number, mask: Mask): void => set(masks.map((one, place) => (place === at ? mask : one)))
  const remove = (at: number): void => set(masks.filter((_, place) => place !== at))
  const add = (mask: Mask): void => {
    if (masks.length >= MASKS_MOST) return
    choose(masks.length)
    set([...masks, mask])
  }
  const press = (event: KeyboardEvent, at: number): void => {
    const mask = masks[at]
    if (!mask) return
    if (event.key === 'Delete' || event.key === 'Backspace') remove(at)
    else {
      const next = byKey(mask, event.key, event.shiftKey)
      if (!next) return
      change(at, next)
    }
    event.preventDefault()
  }
  return (
    <section class="card" aria-labelledby="privacy-masks">
      <h2 id="privacy-masks">{say('masks')}</h2>
      <p class="hint">{say('masks_about')}</p>
      <Board {...{ picture, masks, chosen, choose, change, add, press }} />
      <ul class="list">
        {masks.map((mask, at) => (
          <li key={at} class="row apart">
            <button
              type="button"
              class="button quiet privacy-mask"
              aria-pressed={chosen === at}
              onFocus={() => choose(at)}
              onClick={() => choose(at)}
              onKeyDown={(event) => press(event, at)}
            >
              {sayMask(mask, at)}
            </button>
            <button type="button" class="button" onClick={() => remove(at)}>
              {say('mask_remove')}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" class="hint">
        {isChanged ? say('masks_changed') : masks.length === 0 ? say('masks_none') : ''}
        {masks.length >= MASKS_MOST ? ` ${say('masks_most', { most: MASKS_MOST })}` : ''}
      </p>
      <div class="row">
        <button type="button" class="button" disabled={masks.length >= MASKS_MOST} onClick={() => add(FRESH)}>
          {say('mask_add')}
        </button>
        <button
          type="button"
          class="button main"
          disabled={!isChanged || waits}
          onClick={() => {
            order({ kind: 'camera', set: { masks: [...masks] } }).catch(() => undefined)
          }}
        >
          {say(waits ? 'order_waits' : 'masks_save')}
        </button>
        {isChanged && (
          <button type="button" class="button" onClick={() => set(settings.masks)}>
            {say('masks_undo')}
          </button>
        )}
      </div>
    </section>
  )
}

interface BoardProps {
  readonly picture: string | undefined
  readonly masks: readonly Mask[]
  readonly chosen: number
  readonly choose: (at: number) => void
  readonly change: (at: number, mask: Mask) => void
  readonly add: (mask: Mask) => void
  readonly press: (event: KeyboardEvent, at: number) => void
}

interface Drag {
  /** The area that is moved; -1: a new one is drawn. */
  readonly at: number
  readonly from: Point
  readonly to: Point
}

/** The picture in thousandths, whatever its size on the screen. */
const Board = ({ picture, masks, chosen, choose, change, add }: BoardProps) => {
  const svg = useRef<SVGSVGElement>(null)
  const [drag, set] = useState<Drag>()
  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = svg.current?.getBoundingClientRect() ?? {
      left: 0,
      top: 0,
      width: 1,
      height: 1,
    }
    return { x: ((clientX - left) / width) * WHOLE, y: ((clientY - top) / height) * WHOLE }
  }
  const begin = (event: PointerEvent, at: number): void => {
    const from = pointOf(event)
    svg.current?.setPointerCapture(event.pointerId)
    choose(at)
    set({ at, from, to: from })
    event.stopPropagation()
  }
  const shifted = (mask: Mask, { from, to }: Drag): Mask => moved(mask, to.x - from.x, to.y - from.y)
  const end = (): void => {
    set(undefined)
    if (!drag) return
    const mask = masks[drag.at]
    if (mask) change(drag.at, shifted(mask, drag))
    else {
      const drawn = maskBetween(drag.from, drag.to)
      if (drawn) add(drawn)
    }
  }
  const drawn = drag?.at === -1 ? maskBetween(drag.from, drag.to) : undefined
  return (
    <div class="privacy-board">
      {picture !== undefined && <img src={picture} alt={say('masks_picture')} />}
      <svg
        ref={svg}
        viewBox={`0 0 ${WHOLE} ${WHOLE}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={(event) => begin(event, -1)}
        onPointerMove={(event) => {
          if (drag) set({ ...drag, to: pointOf(event) })
        }}
        onPointerUp={end}
        onPointerCancel={() => set(undefined)}
      >
        {masks.map((mask, at) => {
          const { x, y, w, h } = drag?.at === at ? shifted(mask, drag) : mask
          return (
            <rect
              key={at}
              class={chosen === at ? 'chosen' : ''}
              x={x}
              y={y}
              width={w}
              height={h}
              onPointerDown={(event) => begin(event, at)}
            />
          )
        })}
        {drawn && <rect class="chosen" x={drawn.x} y={drawn.y} width={drawn.w} height={drawn.h} />}
      </svg>
    </div>
  )
}
