// The live picture on the page: begins when asked, or by itself where a person chose so, and ends with the page.

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { DoorView } from '../core/app.ts'
import type { Mounted } from '../live/mount.ts'
import { DoorDrawing } from './drawing.tsx'
import type { Reading } from './reading.ts'
import { say } from './words.ts'

const CHOICE = 'hausrecht.live.begins'

/** A browser may forbid storage altogether: then nothing begins by itself. */
const beginsByItself = (): boolean => {
  try {
    return localStorage.getItem(CHOICE) === 'yes'
  } catch {
    return false
  }
}

const choose = (on: boolean): void => {
  try {
    if (on) localStorage.setItem(CHOICE, 'yes')
    else localStorage.removeItem(CHOICE)
  } catch {
    // Lasts as long as the page, then.
  }
}

const Watched = ({ door }: { readonly door: DoorView }) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let mounted: Mounted | undefined
    let isGone = false
    const begin = async (): Promise<void> => {
      const { watchInto } = await import('../live/mount.ts')
      if (place.current && !isGone) mounted = watchInto(place.current, () => door.watch())
    }
    begin().catch(reportError)
    return () => {
      isGone = true
      mounted?.close()
    }
  }, [door])
  return <div ref={place} class="door-watched" />
}

const obstacle = (reading: Reading): string | undefined => {
  if (reading.is !== 'now') return undefined
  if (reading.state.camera === 'absent') return say('no_camera')
  return reading.state.camera === 'off' ? say('camera_off') : undefined
}

/** What draws the picture is fetched before somebody asks for it. */
const FETCH_AFTER = 1500

const Waiting = ({ reading, begin }: { readonly reading: Reading; readonly begin: () => void }) => {
  const byItself = useSignal(beginsByItself())
  const why = obstacle(reading)
  useEffect(() => {
    const timer = setTimeout(() => {
      import('../live/mount.ts').catch(() => undefined)
    }, FETCH_AFTER)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="stack">
      <div class="door-poster">
        <DoorDrawing bolt="unknown" leaf="unknown" />
        {why === undefined ? (
          <button type="button" class="button main" onClick={begin}>
            {say('play')}
          </button>
        ) : (
          <p>{why}</p>
        )}
      </div>
      {why === undefined && (
        <label class="check">
          <input
            type="checkbox"
            checked={byItself.value}
            onChange={({ currentTarget }) => {
              byItself.value = currentTarget.checked
              choose(currentTarget.checked)
            }}
          />
          {say('by_itself')}
        </label>
      )}
    </div>
  )
}

export const Picture = ({ door, reading }: { readonly door: DoorView; readonly reading: Reading }) => {
  const isOn = useSignal(beginsByItself())
  return (
    <section aria-label={say('picture')}>
      {isOn.value ? (
        <Watched door={door} />
      ) : (
        <Waiting
          reading={reading}
          begin={() => {
            isOn.value = true
          }}
        />
      )}
    </section>
  )
}
