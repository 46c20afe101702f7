// A link to be handed over: as a code for the other phone, through the phone's own sheet, or copied.

import type { Bitmap2D } from 'lean-qr'
import { useEffect, useRef, useState } from 'preact/hooks'
import { say } from './words.ts'

const QUIET = 4

/** One path for all dark dots: ISO/IEC 18004 asks for four light ones around. */
export const qrPath = (code: Pick<Bitmap2D, 'size' | 'get'>): string => {
  const rows: string[] = []
  for (let y = 0; y < code.size; y += 1)
    for (let x = 0; x < code.size; x += 1) {
      if (!code.get(x, y)) continue
      let width = 1
      while (code.get(x + width, y)) width += 1
      rows.push(`M${x + QUIET} ${y + QUIET}h${width}v1h-${width}z`)
      x += width - 1
    }
  return rows.join('')
}

export const QrCode = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const [drawn, draw] = useState<{ readonly path: string; readonly side: number }>()
  useEffect(() => {
    let isOver = false
    import('lean-qr')
      .then(({ generate }) => {
        const code = generate(text)
        if (!isOver) draw({ path: qrPath(code), side: code.size + 2 * QUIET })
      })
      // Then there is the link itself.
      .catch(() => undefined)
    return () => {
      isOver = true
    }
  }, [text])
  if (!drawn) return null
  return (
    <svg
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${drawn.side} ${drawn.side}`}
      shape-rendering="crispEdges"
    >
      <rect width={drawn.side} height={drawn.side} />
      <path d={drawn.path} />
    </svg>
  )
}

const canShare = (url: string): boolean =>
  'share' in navigator && 'canShare' in navigator && navigator.canShare({ url })

export const Share = ({ url }: { readonly url: string }) => {
  const [isCopied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const copy = (): void => {
    field.current?.select()
    navigator.clipboard
      .writeText(url)
      .then(() => setCopied(true))
      // It stays selected: whoever holds the phone copies it.
      .catch(() => setCopied(false))
  }
  const send = (): void => {
    navigator.share({ title: say('share_text'), url }).catch(() => undefined)
  }
  return (
    <div class="stack share">
      <p>{say('share_key')}</p>
      <QrCode text={url} label={say('qr')} />
      <div class="field">
        <label for="access-link">{say('link')}</label>
        <input id="access-link" ref={field} readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
      </div>
      <div class="row">
        {canShare(url) && (
          <button type="button" class="button main" onClick={send}>
            {say('share_native')}
          </button>
        )}
        <button type="button" class={canShare(url) ? 'button' : 'button main'} onClick={copy}>
          {say('copy')}
        </button>
        <span role="status">{isCopied ? say('copied') : ''}</span>
      </div>
    </div>
  )
}
