// A clip's poster, fetched when it comes into sight.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { ClipId } from '#protocol/units.ts'
import type { Posters } from './posters.ts'

export const Poster = ({ posters, clip }: { readonly posters: Posters | undefined; readonly clip: ClipId }) => {
  const box = useRef<HTMLDivElement>(null)
  const [url, set] = useState<string>()
  useEffect(() => {
    const element = box.current
    if (!element || !posters) return undefined
    let isHere = true
    const show = (seen: readonly IntersectionObserverEntry[]): void => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return
      sight.disconnect()
      posters.of(clip).then(
        (poster) => isHere && set(poster),
        () => undefined,
      )
    }
    const sight = new IntersectionObserver(show, { rootMargin: '200px' })
    sight.observe(element)
    return () => {
      isHere = false
      sight.disconnect()
    }
  }, [posters, clip])
  return (
    <div ref={box} class="story-poster" data-there={url !== undefined}>
      {url !== undefined && <img src={url} alt="" onError={() => set(undefined)} />}
    </div>
  )
}
