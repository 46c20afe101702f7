// The live picture, for holders who may watch it. What it takes is fetched when it is asked for.

import { useEffect, useRef, useState } from 'preact/hooks'
import { speaker } from '../../core/words.ts'
import type { Watcher } from '../door/watch.ts'
import { WORDS } from '../words.ts'

const say = speaker(WORDS)

/** Begins only with a connection to the bridge; the picture itself comes without it, and goes on when that is lost. */
export const Live = ({ watcher, isUp }: { readonly watcher: Watcher; readonly isUp: boolean }) => {
  const [on, setOn] = useState(false)
  const into = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = into.current
    if (!on || !element) return undefined
    let mounted: { close(): void } | undefined
    let isOver = false
    import('../../live/mount.ts')
      .then(({ watchInto }) => {
        if (!isOver) mounted = watchInto(element, watcher.ask)
      })
      .catch(() => setOn(false))
    return () => {
      isOver = true
      mounted?.close()
    }
  }, [on, watcher])
  if (!isUp && !on) return null
  return (
    <section class="stack">
      <button type="button" class="button" aria-pressed={on} onClick={() => setOn(!on)}>
        {say(on ? 'watch_end' : 'watch')}
      </button>
      <div ref={into} />
    </section>
  )
}
