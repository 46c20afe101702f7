// A page that is fetched when it is first shown, so that the first load stays small.

import { type ComponentType, h, type JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Trouble } from './trouble.tsx'
import { say } from './words.ts'

export const lazily = (load: () => Promise<ComponentType>): (() => JSX.Element) => {
  let page: ComponentType | undefined
  return () => {
    const [, drawAnew] = useState(0)
    const [failed, fail] = useState(false)
    useEffect(() => {
      let isHere = true
      if (page || failed) return
      load().then(
        (loaded) => {
          page = loaded
          if (isHere) drawAnew((times) => times + 1)
        },
        () => {
          if (isHere) fail(true)
        },
      )
      return () => {
        isHere = false
      }
    }, [failed])
    if (page) return h(page, {})
    return failed ? <Trouble code="page_missing" retry={() => fail(false)} /> : <Loading />
  }
}

export const Loading = () => (
  <div class="page">
    <p class="hint" role="status">
      {say('loading')}
    </p>
  </div>
)
