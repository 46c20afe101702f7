// A QR code, drawn here: what it says never goes to anybody's server. Always dark on light, or cameras do not read it.

import { useEffect, useState } from 'preact/hooks'

interface Drawn {
  readonly size: number
  readonly path: string
}

/** Modules of quiet around it (ISO/IEC 18004 §6.3.8). */
const QUIET = 4

const draw = async (text: string): Promise<Drawn> => {
  const { generate } = await import('lean-qr')
  const code = generate(text)
  let path = ''
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
  }
  return { size: code.size + 2 * QUIET, path }
}

/** @param name what it is, for those who cannot see it */
export const Qr = ({ text, name }: { readonly text: string; readonly name: string }) => {
  const [drawn, setDrawn] = useState<Drawn>()
  useEffect(() => {
    let isHere = true
    draw(text).then(
      (fresh) => {
        if (isHere) setDrawn(fresh)
      },
      () => undefined,
    )
    return () => {
      isHere = false
    }
  }, [text])
  if (!drawn) return <div class="qr" />
  return (
    <svg
      class="qr"
      role="img"
      aria-label={name}
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      shape-rendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#ffffff" />
      <path d={drawn.path} fill="#000000" />
    </svg>
  )
}
